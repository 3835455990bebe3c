"""What the gate finds wrong with a catalogue as a whole, of records made by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from expected import EXPECTED, POINT
from made import WHOLE, spec, survey
from tornfolio.explore import mutants
from tornfolio.explore.mutants import Finding, finding_of, run_mutants
from tornfolio.explore.survey import Survey
from tornfolio.gate import audit as proofs
from tornfolio.gate.audit import Problem, find_problems, killed_of
from tornfolio.gate.expectations import Expectations, Killed
from tornfolio.gate.points import Catalogue, Point
from tornfolio.model.folders import Model, our_model
from tornfolio.model.mutants import Mutant
from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec, digest_of
from tornfolio.support.errors import BadInput

LOST = Property("Lost", "safety", "Nothing is lost.", "a test")
MUTANT = Mutant("slip", "a.tla", "one", "two", spec().scenario, "Lost", "")
CHANGED = spec("the module with a slip")
KILLED = Killed("slip", ("Lost",), digest_of(CHANGED))
NOTHING = Catalogue((), (), ())
POINTS = Catalogue((POINT,), (), ())


def _digests(**errors: BadInput) -> Callable[..., dict[str, str | BadInput]]:
    """What gives all mutants the digest of CHANGED, but some of them an error."""

    def digests(mutants: Sequence[Mutant], model: Model) -> dict[str, str | BadInput]:
        return {each.name: errors.get(each.name, digest_of(CHANGED)) for each in mutants}

    return digests


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be one mutant and two properties: a point violates Whole, the mutant Lost."""
    monkeypatch.setattr(proofs, "own_mutants", lambda model: [MUTANT])
    monkeypatch.setattr(proofs, "mutated", lambda mutant: CHANGED)
    monkeypatch.setattr(proofs, "mutant_digests", _digests())
    monkeypatch.setattr(proofs, "load_properties", lambda model: (WHOLE, LOST))


def _problems(
    mutants: Mapping[str, Killed] | None = None,
    *,
    catalogue: Catalogue = POINTS,
    findings: tuple[Finding, ...] = (),
    model: Model | None = None,
) -> list[tuple[str, str]]:
    recorded = {"slip": KILLED} if mutants is None else mutants
    expectations = Expectations(Path("expectations.toml"), {"made": EXPECTED}, recorded)
    return [
        (p.kind, p.place)
        for p in find_problems(catalogue, expectations, findings, model or our_model())
    ]


def test_all_is_well() -> None:
    """Each property is violated by a point or by a mutant, with today's text."""
    assert _problems() == []


def test_a_stale_record_of_a_mutant() -> None:
    """What was recorded of another text is a problem, and proves nothing."""
    stale = dataclasses.replace(KILLED, digest="0" * 64)
    assert _problems({"slip": stale}) == [("mutant", "slip"), ("unproven", "Lost")]


def test_a_mutant_without_a_record() -> None:
    """A mutant of which nothing is recorded is a problem, and proves nothing."""
    assert _problems({}) == [("mutant", "slip"), ("unproven", "Lost")]


def test_a_mutant_that_another_property_kills() -> None:
    """A record in which the named property is not among the killers is a problem."""
    other = dataclasses.replace(KILLED, killed_by=("Whole",))
    assert _problems({"slip": other}) == [("mutant", "slip"), ("unproven", "Lost")]


def test_a_record_without_a_mutant() -> None:
    """A record of a mutant that is not there any more is one too many."""
    gone = Killed("gone", ("Lost",), "d" * 64)
    assert _problems({"slip": KILLED, "gone": gone}) == [("extra", "gone")]


def test_a_mutant_that_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant whose text is not in its template is a problem, and proves nothing."""
    refused = BadInput("its text is 0 times there")
    monkeypatch.setattr(proofs, "mutant_digests", _digests(slip=refused))
    assert _problems() == [("mutant", "slip"), ("unproven", "Lost")]


def test_a_point_of_another_text_proves_nothing() -> None:
    """That a point is expected to violate a property counts for today's text alone."""
    other = dataclasses.replace(POINT, digest="e" * 64)
    assert _problems(catalogue=Catalogue((other,), (), ())) == [("unproven", "Whole")]
    bare = Point("made", spec(), "d" * 64, None)
    assert _problems(catalogue=Catalogue((bare,), (), ())) == [("unproven", "Whole")]


def test_missing_and_extra() -> None:
    """Scenarios and expectations belong together."""
    catalogue = Catalogue((POINT,), ("new",), ("old",))
    assert _problems(catalogue=catalogue) == [("missing", "new"), ("extra", "old")]


def _found(*killed_by: str, word: str = "violated") -> Finding:
    before = survey({"Whole": "violated", "Lost": "holds", "Locked": "holds"})
    words = {"Whole": "violated", "Lost": "holds", "Locked": "holds"}
    after = survey(words | dict.fromkeys(killed_by, word))  # type: ignore[arg-type]
    return finding_of(MUTANT, before, after)


def test_a_mutant_that_was_run_anew() -> None:
    """A mutant that is killed now by exactly those that are recorded is no problem."""
    assert _found("Lost").killed_by == ("Lost",)
    assert _problems(findings=(_found("Lost"),)) == []


@pytest.mark.parametrize("killed_by", [("Lost", "Locked"), ("Locked",), ()])
def test_killers_that_are_not_those_recorded(killed_by: tuple[str, ...]) -> None:
    """One killer more, another one, or none: what was recorded is not what TLC says now."""
    assert ("mutant", "slip") in _problems(findings=(_found(*killed_by),))


def test_fewer_killers_than_recorded() -> None:
    """A recorded killer that does not kill any more proves nothing any more."""
    recorded = {"slip": dataclasses.replace(KILLED, killed_by=("Lost", "Locked"))}
    assert _problems(recorded, findings=(_found("Lost"),)) == [("mutant", "slip")]


def test_a_killer_that_the_unchanged_model_violates_as_well() -> None:
    """What is violated without the mistake does not notice it."""
    assert _found("Lost", "Whole").killed_by == ("Lost",)


@pytest.mark.parametrize(
    ("killer", "reason", "killed_by", "word"),
    [
        ("Lost", "", ("Lost", "Locked"), "killed"),
        ("Lost", "", ("Locked",), "other"),
        ("Lost", "", (), "survived"),
        (None, "nobody can", (), "excused"),
        (None, "nobody can", ("Locked",), "other"),
    ],
)
def test_words_of_a_mutant(
    killer: str | None, reason: str, killed_by: tuple[str, ...], word: str
) -> None:
    """A mutant is killed by the property that it names, or excused if nothing kills it."""
    mutant = dataclasses.replace(MUTANT, killer=killer, reason=reason)
    before = survey({"Lost": "holds", "Locked": "holds"})
    after = survey({"Lost": "holds", "Locked": "holds"} | dict.fromkeys(killed_by, "violated"))  # type: ignore[arg-type]
    found = finding_of(mutant, before, after)
    assert (found.word, found.killed_by) == (word, killed_by)
    assert found.expected == (word in ("killed", "excused"))


@pytest.mark.parametrize("side", [0, 1])
def test_a_mutant_that_is_not_decided(side: int) -> None:
    """Without a decision on both sides nothing survives and nothing is excused."""
    words: list[Survey] = [survey({"Lost": "holds"}), survey({"Lost": "holds"})]
    words[side] = survey({"Lost": "undecided"})
    assert finding_of(MUTANT, *words).word == "undecided"


def test_what_the_unchanged_model_may_violate_as_well() -> None:
    """A killer proves nothing if the search of the unchanged model was cut off before it."""
    before, after = survey({"Lost": "undecided"}), survey({"Lost": "violated"})
    found = finding_of(MUTANT, before, after)
    assert (found.word, found.killed_by) == ("undecided", ())


def test_what_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record has all killers and the digest of the mutated text."""
    assert killed_of(_found("Lost", "Locked")) == Killed(
        "slip", ("Lost", "Locked"), digest_of(CHANGED)
    )


def test_words_of_a_problem() -> None:
    """A difference says what is recorded and what TLC says now."""
    expectations = Expectations(Path("e.toml"), {"made": EXPECTED}, {"slip": KILLED})
    (problem,) = find_problems(POINTS, expectations, (_found("Lost", "Locked"),), our_model())
    assert problem == Problem(
        "mutant",
        "slip",
        "mutant slip is killed by Locked, Lost now; recorded is Lost",
    )


def test_a_mutant_is_asked_alone_what_it_is_asked_among_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Temporal properties are asked of the mutants that name one as their killer, and of no other.

    So what kills a mutant does not depend on the mutants that are run beside it.
    """
    ends = dataclasses.replace(MUTANT, name="endless", killer="Ends")
    asked: list[tuple[str, bool]] = []

    def note(specs: list[Spec], tlc: Any, **options: Any) -> list[Survey]:
        asked.extend((each.tla, options["liveness"](each)) for each in specs)
        return [survey() for _ in specs]

    monkeypatch.setattr(mutants, "survey_all", note)
    monkeypatch.setattr(mutants, "render", lambda scenario: spec())
    monkeypatch.setattr(mutants, "mutated", lambda mutant, unchanged: spec(mutant.name))
    run_mutants([MUTANT, ends], None)  # type: ignore[arg-type]
    assert asked == [("the module", True), ("slip", False), ("endless", True)]
    asked.clear()
    run_mutants([MUTANT], None)  # type: ignore[arg-type]
    assert asked == [("the module", False), ("slip", False)]


def _texts(
    recorded: Mapping[str, Killed],
    *,
    catalogue: Catalogue = POINTS,
    findings: tuple[Finding, ...] = (),
    model: Model | None = None,
) -> list[str]:
    expectations = Expectations(Path("e.toml"), {"made": EXPECTED}, recorded)
    return [
        problem.text
        for problem in find_problems(catalogue, expectations, findings, model or our_model())
    ]


@pytest.mark.parametrize(
    ("recorded", "text"),
    [
        ({}, "mutant slip has no recorded result"),
        (
            {"slip": dataclasses.replace(KILLED, digest="0" * 64)},
            "mutant slip was recorded for another text",
        ),
        (
            {"slip": dataclasses.replace(KILLED, killed_by=("Whole",))},
            "Lost does not kill slip",
        ),
    ],
)
def test_what_is_wrong_with_a_record(recorded: Mapping[str, Killed], text: str) -> None:
    """Each fault of a record is said, and what is not shown any more."""
    assert _texts(recorded) == [text, "nothing shows that Lost can fail"]


def test_what_is_missing_or_too_much() -> None:
    """Scenarios, expectations and mutants without one another are named."""
    gone = Killed("gone", ("Lost",), "d" * 64)
    catalogue = Catalogue((POINT,), ("new",), ("old",))
    assert _texts({"slip": KILLED, "gone": gone}, catalogue=catalogue) == [
        "scenario new has no expectation",
        "there is no scenario for the expectation old",
        "there is no mutant for the result gone",
    ]


def test_a_mutant_that_does_not_fit_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says why it does not fit, and the mutants after it are looked at."""
    unfit = dataclasses.replace(MUTANT, name="unfit")
    refused = BadInput("its text is 0 times there", "mend it")
    monkeypatch.setattr(proofs, "own_mutants", lambda model: [unfit, MUTANT])
    monkeypatch.setattr(proofs, "mutant_digests", _digests(unfit=refused))
    assert _texts({"slip": KILLED}) == ["its text is 0 times there; mend it"]
    assert killed_of(_found("Lost")).digest == digest_of(CHANGED)


def test_what_a_new_run_found_wrong() -> None:
    """Of a mutant that went otherwise, who was to notice it is said; no killer is nothing."""
    excused = dataclasses.replace(MUTANT, killer=None, reason="nobody can")
    survived = Finding(MUTANT, "survived", ())
    assert _texts({"slip": KILLED}, findings=(survived,)) == [
        "mutant slip: Lost was to notice it, and nothing does"
    ]
    quiet = Finding(excused, "excused", ())
    assert _texts({"slip": KILLED}, findings=(quiet,)) == [
        "mutant slip is killed by nothing now; recorded is Lost"
    ]
    assert _texts({}, findings=(_found("Lost"),)) == [
        "mutant slip has no recorded result",
        "nothing shows that Lost can fail",
    ]


def test_a_model_of_ones_own_proves_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a model of the user's own only its own properties must be shown to fail."""
    own = Property("Own", "safety", "It is mine.", "a test")
    monkeypatch.setattr(proofs, "own_properties", lambda model: (own,))
    mine = Model(Path("ours"), Path("mine"))
    assert _texts({"slip": KILLED}, model=mine) == ["nothing shows that Own can fail"]


def test_how_bad_what_a_new_run_found_is() -> None:
    """A mutant that a limit has left open is not decided; one that survives differs."""
    expectations = Expectations(Path("expectations.toml"), {"made": EXPECTED}, {"slip": KILLED})
    words = {
        word: [
            problem.word
            for problem in find_problems(
                POINTS, expectations, (Finding(MUTANT, word, ()),), our_model()
            )
        ]
        for word in ("undecided", "survived", "other")
    }
    assert words == {"undecided": ["not decided"], "survived": ["differs"], "other": ["differs"]}


@pytest.mark.parametrize("own", [None, Path("own")])
def test_the_model_that_is_asked(monkeypatch: pytest.MonkeyPatch, own: Path | None) -> None:
    """Mutants and properties are those of the very model that is asked about."""
    model = dataclasses.replace(our_model(), own=own)
    asked: list[Model] = []

    def note(found: object) -> Any:
        def of(model: Model) -> object:
            asked.append(model)
            return found

        return of

    monkeypatch.setattr(proofs, "own_mutants", note([MUTANT]))
    monkeypatch.setattr(proofs, "load_properties", note((WHOLE, LOST)))
    monkeypatch.setattr(proofs, "own_properties", note((WHOLE, LOST)))
    assert _problems(model=model) == []
    assert len(asked) == 2
    assert all(each is model for each in asked)
