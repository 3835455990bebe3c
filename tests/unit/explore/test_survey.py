"""What one search for all properties of a spec is taken to show, of results made by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from made import ALL, ENDS, LOCKED, PART, TORN, WHOLE, record, result, spec
from made import survey as shown
from tornfolio.check.verdict import Word
from tornfolio.explore.survey import Survey, survey, survey_all
from tornfolio.model.spec import Spec
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask


class Answers:
    """A session that gives results by the name of the question, and remembers the questions."""

    def __init__(self, **results: Result) -> None:
        self.results = results
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> Result:
        """The result of a question."""
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


def test_all_that_a_search_shows() -> None:
    """Final states, labels and numbers are those of the search for invariants."""
    answers = Answers(
        survey=result(SAFETY, "holds", outcomes=(record(),), labels={"step": 3}),
        Ends=result(LIVE, "violated", PART, status=13, labels={"other": 1}),
    )
    words: dict[str, Word] = {"Whole": "holds", "Locked": "holds", "Ends": "violated"}
    assert survey(spec(), answers, liveness=True) == Survey(
        spec(), words, {TORN: 1}, {"step": 3}, ALL, ""
    )


def test_nothing_but_words_without_a_search_for_invariants() -> None:
    """Without such a search there are no final states, no labels and no numbers."""
    answers = Answers(Ends=result(LIVE, "holds", labels={"other": 1}))
    found = survey(spec(), answers, safety=False, liveness=True)
    assert found == Survey(spec(), {"Ends": "holds"}, {}, {}, None, "")
    assert survey(spec(), None, liveness=False) == Survey(
        spec(),
        {"Whole": "undecided", "Locked": "undecided"},
        {},
        {},
        None,
        "the time limit was reached",
    )


@pytest.mark.parametrize("coverage", [False, True])
def test_coverage_is_asked_for(coverage: bool) -> None:
    """How often labels were reached is counted only if it is asked for."""
    answers = Answers(survey=result(SAFETY, "holds"))
    survey(spec(), answers, liveness=False, coverage=coverage)
    assert [question.coverage for question in answers.asked] == [coverage]
    plain = Answers(survey=result(SAFETY, "holds"))
    survey(spec(), plain, liveness=False)
    assert [question.coverage for question in plain.asked] == [False]


def test_many_surveys() -> None:
    """Each spec is asked for what it needs; temporal properties by default."""

    class Patient:
        def for_each(self, specs: list[Spec], work: Any) -> list[Survey]:
            return [work(each, ask) for each in specs]

    answers = Answers(survey=result(SAFETY, "holds"), Ends=result(LIVE, "holds"))
    ask: Ask = answers
    tlc: Any = Patient()
    one, two = spec("one"), spec("two")
    found = survey_all([one, two], tlc, liveness=lambda each: each is two, coverage=True)
    assert [each.spec.tla for each in found] == ["one", "two"]
    assert [list(each.verdicts) for each in found] == [
        ["Whole", "Locked"],
        ["Whole", "Locked", "Ends"],
    ]
    assert [question.coverage for question in answers.asked] == [True, True, False]

    answers.asked.clear()
    (plain,) = survey_all([one], tlc)
    assert list(plain.verdicts) == ["Whole", "Locked", "Ends"]
    assert [question.coverage for question in answers.asked] == [False, False]


def test_a_search_without_an_end_says_so() -> None:
    """No state is final though reclaim makes a bounded number of passes: "holds" says little."""
    ends = shown()
    assert (ends.endless, ends.nothing) == (False, ())
    never = shown(outcomes={})
    assert never.endless
    assert never.nothing == ("no state is final: in no behaviour do all CPUs come to their end",)
    # Of a search that a limit ended nobody knows that, and reclaim that goes on for ever has none.
    assert not shown(outcomes={}, counts=PART).endless
    assert not shown(outcomes={}, reason="the time limit was reached").endless
    parameters = dataclasses.replace(spec().scenario.parameters, passes=0)
    scenario = dataclasses.replace(spec().scenario, parameters=parameters)
    assert not shown(outcomes={}, of=dataclasses.replace(spec(), scenario=scenario)).endless
