"""What follows for a claim from what TLC says of its checks, made by hand."""

from __future__ import annotations

import dataclasses

import pytest

from made import ALL, KEPT, PART, TORN, result, spec, survey
from tornfolio.explore import claims
from tornfolio.explore.claim_rule import Part
from tornfolio.explore.claims import Check, Checked, Claim, Decision
from tornfolio.explore.survey import Survey
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.search import Question

HOLDS = Check(spec().scenario, (), "Locked", False, "holds", "for")
SEEN = Check(spec().scenario, (), "Torn", True, "Always", "for")
PARTS = (Part("", "confirmed"),)
CLAIM = Claim("C99", "a claim", "confirmed", "what it means", (HOLDS, HOLDS), PARTS)


def _verdict(*found: str, claim: Claim = CLAIM) -> Decision:
    return Decision(claim, tuple(Checked(HOLDS, word, 40) for word in found))


@pytest.mark.parametrize("words", [("undecided",), ("undecided", "holds"), ("holds", "Undecided")])
def test_open_checks_leave_a_claim_open(words: tuple[str, ...]) -> None:
    """If all that is not as expected was not decided, neither is the claim."""
    assert _verdict(*words).undecided
    assert _verdict(*words).verdict == "undecided"


@pytest.mark.parametrize("words", [("undecided", "violated"), ("violated", "undecided", "holds")])
def test_one_difference_counts_beside_open_checks(words: tuple[str, ...]) -> None:
    """A check that came out otherwise is a difference, whatever else is open."""
    assert not _verdict(*words).undecided


def test_nothing_open() -> None:
    """A claim whose checks were all decided is not undecided."""
    assert not _verdict("holds", "holds").undecided
    assert not _verdict("violated").undecided
    assert _verdict("holds", "holds").verdict == "confirmed"


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (survey(outcomes={TORN: 2}), "Always"),
        (survey(outcomes={KEPT: 2}), "Never"),
        (survey(outcomes={TORN: 2}, counts=PART), "Undecided"),
        (survey(outcomes={KEPT: 2}, counts=PART), "Undecided"),
        (survey(outcomes={TORN: 2}, counts=None), "Undecided"),
        (survey(outcomes={TORN: 1, KEPT: 1}, counts=PART), "Sometimes"),
        (survey(outcomes={}), "Undecided"),
    ],
)
def test_an_observation_needs_a_complete_search(
    monkeypatch: pytest.MonkeyPatch, found: Survey, word: str
) -> None:
    """That a condition holds always, or never, is not known before all states were searched."""
    monkeypatch.setattr(claims, "survey_all", lambda specs, tlc, **options: [found])
    claim = dataclasses.replace(CLAIM, checks=(SEEN,))
    monkeypatch.setattr(claims, "render", lambda scenario: spec())
    (decision,) = claims.decide_claims([claim], None)  # type: ignore[arg-type]
    assert [checked.found for checked in decision.checked] == [word]
    assert decision.undecided == (word == "Undecided")


def test_a_verdict_is_that_of_the_property(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check of a property gets the word of that property, with the number of states."""
    found = survey({"Whole": "violated", "Locked": "holds"})
    monkeypatch.setattr(claims, "survey_all", lambda specs, tlc, **options: [found])
    monkeypatch.setattr(claims, "render", lambda scenario: spec())
    other = dataclasses.replace(HOLDS, what="Whole")
    claim = dataclasses.replace(CLAIM, checks=(HOLDS, other))
    (decision,) = claims.decide_claims([claim], None)  # type: ignore[arg-type]
    assert [(checked.found, checked.states) for checked in decision.checked] == [
        ("holds", 40),
        ("violated", 40),
    ]
    assert [checked.as_expected for checked in decision.checked] == [True, False]


@pytest.mark.parametrize(
    ("counts", "word"), [(ALL, "holds"), (PART, "undecided"), (None, "undecided")]
)
def test_holds_needs_a_complete_search(
    monkeypatch: pytest.MonkeyPatch, counts: Counts | None, word: str
) -> None:
    """A safety property is not believed to hold if states are left, whatever the survey says."""
    found = survey({"Whole": "violated", "Locked": "holds"}, counts=counts)
    monkeypatch.setattr(claims, "survey_all", lambda specs, tlc, **options: [found])
    monkeypatch.setattr(claims, "render", lambda scenario: spec())
    (decision,) = claims.decide_claims([CLAIM], None)  # type: ignore[arg-type]
    assert [checked.found for checked in decision.checked] == [word, word]
    assert decision.undecided == (word == "undecided")


def test_made_results_are_what_they_say() -> None:
    """A result counts as complete with status 0 alone, and not if it is undecided."""
    ask = Question("q", ())
    assert result(ask, "holds").complete
    assert not result(ask, "holds", status=12).complete
    assert not result(ask, "undecided").complete
