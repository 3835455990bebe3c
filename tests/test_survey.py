"""What one search for all properties of a spec is taken to show, of results made by hand."""

from __future__ import annotations

from made import ALL, ENDS, LOCKED, PART, WHOLE, result, spec
from tornfolio.result import Result
from tornfolio.run import Question
from tornfolio.survey import survey


class Answers:
    """A session that gives results by the name of the question, and remembers the questions."""

    def __init__(self, **results: Result) -> None:
        self.results = results
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> Result:
        """Give the result of a question."""
        self.asked.append(question)
        return self.results[question.name]


SAFETY = Question("survey", (WHOLE, LOCKED), watch=True)
LIVE = Question("Ends", (ENDS,))
CUT = result(LIVE, "undecided", PART, status=-9, reason="no time")


def test_all_kinds() -> None:
    """Safety comes from one search, each temporal property from one of its own."""
    answers = Answers(
        survey=result(SAFETY, "violated", reported=(WHOLE,), labels={"step": 3}),
        Ends=result(LIVE, "holds", PART),
    )
    found = survey(spec(), answers, liveness=True)
    assert found.verdicts == {"Whole": "violated", "Locked": "holds", "Ends": "holds"}
    assert (found.counts, found.labels, found.reason) == (ALL, {"step": 3}, "")
    assert (found.complete, found.violated) == (True, ("Whole",))
    assert [(q.name, q.properties, q.watch, q.outcomes) for q in answers.asked] == [
        ("survey", (WHOLE, LOCKED), True, True),
        ("Ends", (ENDS,), False, False),
    ]


def test_a_search_that_was_cut_off() -> None:
    """What it has reported is violated; what it has not is undecided, not true."""
    cut = result(SAFETY, "undecided", PART, status=-9, reported=(WHOLE,), reason="no memory")
    found = survey(spec(), Answers(survey=cut, Ends=CUT), liveness=True)
    assert found.verdicts == {"Whole": "violated", "Locked": "undecided", "Ends": "undecided"}
    assert found.reason == "no memory"
    assert not found.complete


def test_one_is_cut_off_while_another_completes() -> None:
    """A temporal property that was cut off is undecided beside invariants that hold."""
    answers = Answers(survey=result(SAFETY, "holds"), Ends=CUT)
    found = survey(spec(), answers, liveness=True)
    assert found.verdicts == {"Whole": "holds", "Locked": "holds", "Ends": "undecided"}
    assert (found.reason, found.complete) == ("no time", True)


def test_one_kind_alone() -> None:
    """Only what is asked for is searched."""
    answers = Answers(survey=result(SAFETY, "holds"), Ends=result(LIVE, "holds"))
    assert survey(spec(), answers, liveness=False).verdicts.keys() == {"Whole", "Locked"}
    found = survey(spec(), answers, safety=False, liveness=True)
    assert found.verdicts == {"Ends": "holds"}
    assert not found.complete


def test_no_time_at_all() -> None:
    """Without a session everything that was asked for is undecided."""
    found = survey(spec(), None, liveness=True)
    assert found.verdicts == dict.fromkeys(("Whole", "Locked", "Ends"), "undecided")
    assert found.reason == "the time limit was reached"
    assert survey(spec(), None, liveness=False).verdicts.keys() == {"Whole", "Locked"}
    assert survey(spec(), None, safety=False, liveness=True).verdicts.keys() == {"Ends"}
