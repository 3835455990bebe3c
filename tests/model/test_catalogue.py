"""The catalogue as a whole, decided by real TLC: claims, mutants, labels, and who can fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from surveys import survey_once
from tornfolio.explore import claims, mutants
from tornfolio.explore import labels as coverage
from tornfolio.explore.bugs import BugDecision, decide_bugs, load_bugs
from tornfolio.explore.claims import DIFFERS, Decision, decide_claims, load_claims
from tornfolio.explore.kernel_claims import BASE, claims_at, kernels_of_claims
from tornfolio.explore.labels import Label
from tornfolio.explore.mutants import Finding, run_mutants
from tornfolio.model.folders import our_model
from tornfolio.model.mutants import load_mutants
from tornfolio.model.properties import load_properties
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.toolchain import Toolchain

_WORDS = ("holds", "violated")


@pytest.fixture(scope="module", autouse=True)
def _once() -> Iterator[None]:
    """Let claims, mutants and labels share their surveys, and other tests look at them too."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (claims, coverage, mutants):
            patch.setattr(module, "survey_all", survey_once)
        yield


@pytest.fixture(scope="module")
def labels(tools: Toolchain) -> list[Label]:
    """Find out where each label is reached."""
    return coverage.cover(Tlc(tools))


@pytest.fixture(scope="module")
def decisions(tools: Toolchain, labels: list[Label]) -> list[Decision]:
    """Decide all claims; the survey that counts labels says of a scenario whatever they ask."""
    return decide_claims(load_claims(), Tlc(tools))


@pytest.fixture(scope="module")
def findings(tools: Toolchain, labels: list[Label]) -> list[Finding]:
    """Run all mutants."""
    return run_mutants(load_mutants(), Tlc(tools))


@pytest.fixture(scope="module")
def bugs(tools: Toolchain) -> list[BugDecision]:
    """Decide all bugs."""
    return decide_bugs(load_bugs(), Tlc(tools))


def test_there_are_twenty_claims() -> None:
    """Every claim of the thread is there, in order."""
    assert [claim.name for claim in load_claims()] == [f"C{n:02}" for n in range(1, 21)]


def test_every_claim_is_decided(decisions: list[Decision]) -> None:
    """TLC says of each claim what its verdict rests on."""
    wrong = [
        checked.in_words()
        for decision in decisions
        for checked in decision.checked
        if not checked.as_expected
    ]
    assert wrong == []
    assert [d.verdict for d in decisions] == [d.claim.verdict for d in decisions]


@pytest.mark.long
def test_every_claim_is_decided_for_other_kernels(tools: Toolchain) -> None:
    """TLC says of each claim what its verdict under another kernel rests on."""
    kernels = [kernel for kernel in kernels_of_claims() if kernel != BASE]
    there = [at.claim for kernel in kernels for at in claims_at(kernel, load_claims())]
    wrong = [
        checked.in_words()
        for decision in decide_claims(there, Tlc(tools))
        for checked in decision.checked
        if not checked.as_expected
    ]
    assert wrong == []


def test_every_expectation_is_needed(decisions: list[Decision]) -> None:
    """A check that expects anything else than what TLC says makes its claim differ."""
    for decision in decisions:
        for at, checked in enumerate(decision.checked):
            words = ("Always", "Sometimes", "Never") if checked.check.observes else _WORDS
            for word in set(words) - {checked.check.expected}:
                other = replace(checked, check=replace(checked.check, expected=word))
                flipped = (*decision.checked[:at], other, *decision.checked[at + 1 :])
                assert replace(decision, checked=flipped).verdict == DIFFERS


def test_every_mutant_goes_as_the_catalogue_says(findings: list[Finding]) -> None:
    """At least thirty mutants; each is killed by the property it names, or has a reason."""
    assert [(f.mutant.name, f.word, f.killed_by) for f in findings if not f.expected] == []
    assert sum(found.word == "killed" for found in findings) >= 30
    assert all(found.mutant.reason for found in findings if found.word == "excused")


def test_every_bug_is_as_recorded(bugs: list[BugDecision]) -> None:
    """TLC finds each faulty side violated and each fixed side not; the others say what is lacking.

    No CPU is idle on either side, else the verdict would say nothing.
    """
    wrong = [
        (decision.bug.name, side.side.in_words(), side.found, side.nothing)
        for decision in bugs
        for side in decision.sides
        if side.word != "as expected" or side.nothing
    ]
    assert wrong == []
    assert all(decision.pair != bool(decision.bug.reason) for decision in bugs)


def test_there_are_eighteen_bugs(bugs: list[BugDecision]) -> None:
    """Every bug of the corpus is there, in order."""
    assert [decision.bug.name for decision in bugs] == [f"B{n:02}" for n in range(1, 19)]


def test_every_property_can_fail(
    findings: list[Finding], decisions: list[Decision], bugs: list[BugDecision]
) -> None:
    """Each property is violated by some mutant, some bug or, as a claim says, some scenario."""
    failing = {found.mutant.killer for found in findings if found.word == "killed"}
    failing |= {
        checked.check.what
        for decision in decisions
        for checked in decision.checked
        if checked.found == "violated"
    }
    failing |= {decision.bug.prop for decision in bugs if decision.pair}
    assert {prop.name for prop in load_properties(our_model())} - failing == set()


def test_every_label_is_reached(labels: list[Label]) -> None:
    """TLC reaches each label of each process in some scenario of the catalogue."""
    assert [label.label for label in labels if not label.scenarios] == []
    assert len(labels) > 150
