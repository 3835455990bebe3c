"""How claims are read for another kernel than that of the thread, without TLC."""

from __future__ import annotations

from pathlib import Path

import pytest

from only_file import Write, only_file
from tornfolio.explore.claims import Claim, load_claims
from tornfolio.explore.kernel_claims import At, claims_at, kernels_of_claims
from tornfolio.support.errors import BadInput

SKIPPED = "torn-pte0: NoPteSkipped"
PROTECTED = "torn-by-protect: NoPteSkipped"
SYNC = "whole-with-sync: NoPteSkipped"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """A function that writes the only claims by kernel that there are."""
    return only_file(tmp_path / "claims-by-kernel.toml", monkeypatch)


def at(name: str) -> At:
    """One claim under v7.3."""
    (found,) = claims_at("v7.3", load_claims((name,)))
    return found


def without_numbers(claim: Claim) -> str:
    """The verdict of the parts that checks decide."""
    weighed = {estimate.part for estimate in claim.estimates}
    return "; ".join(part.in_words() for part in claim.parts if part.name not in weighed)


def test_the_kernels_are_that_of_the_thread_and_the_newest() -> None:
    """The claims are decided for the kernel that the patch was for, and for today's."""
    assert kernels_of_claims() == ("rfc-base", "v7.3")


def test_under_the_kernel_of_the_thread_nothing_changes() -> None:
    """claims.toml speaks of rfc-base itself."""
    claims = load_claims()
    assert [each.claim for each in claims_at("rfc-base", claims)] == claims


def test_what_the_newest_kernel_refutes() -> None:
    """It passes TTU_SYNC, so no race tears a large folio: each claim that there is one is refuted.

    What TTU_SYNC does and does not do, what alternatives do, and what userspace or a pin breaks up
    is as it was.
    """
    refuted = {
        each.claim.name
        for each in claims_at("v7.3", load_claims())
        if {part.verdict for part in each.claim.parts} == {"refuted"}
    }
    assert refuted == {"C01", "C02", "C03", "C04", "C05", "C06", "C14", "C15", "C17"}
    same = {
        each.claim.name
        for each, claim in zip(claims_at("v7.3", load_claims()), load_claims(), strict=True)
        if each.claim.verdict == without_numbers(claim)
    }
    assert same == {"C07", "C09", "C11", "C12", "C13", "C16", "C19", "C20"}


def test_a_verdict_that_is_another_one_has_a_reason() -> None:
    """Each claim of which a check comes out otherwise says why, in one sentence; no other does."""
    for found, claim in zip(claims_at("v7.3", load_claims()), load_claims(), strict=True):
        if found.claim.verdict != without_numbers(claim):
            assert found.because, claim.name
        if found.because:
            assert found.because.endswith(".")
            assert ". " not in found.because


def test_a_check_is_asked_of_the_kernel_and_its_policy() -> None:
    """Reclaim does what it does there, whatever kernel or flags of reclaim a check names."""
    for check in (
        check for each in claims_at("v7.3", load_claims()) for check in each.claim.checks
    ):
        p = check.scenario.parameters
        assert p.kernel == "v7.3"
        assert p.policy not in ("none", "ttu-sync-unless-deferred")
    policies = {check.scenario.parameters.policy for check in at("C12").claim.checks}
    assert policies == {"give-up"}


def test_checks_that_become_the_same_are_asked_once() -> None:
    """C07 names four kernels' policies and the newest kernel: here these are one check."""
    claim = at("C07").claim
    asked = [(check.scenario, check.what) for check in claim.checks]
    assert len(set(asked)) == len(asked) == 6
    assert claim.estimates == ()


ENTRY = """
["v7.3".C01]
verdict = "{verdict}"
because = "So it is."
otherwise = [{{ of = ["{of}"], found = "{found}", role = "against" }}]
beside = ["{beside}"]
"""


@pytest.mark.parametrize(
    ("verdict", "of", "found", "beside", "message"),
    [
        ("confirmed", SKIPPED, "holds", SYNC, "are against, for give no verdict together"),
        ("refuted", "torn-pte1: Torn", "holds", SYNC, "no check is 'torn-pte1: Torn'"),
        ("refuted", SKIPPED, "holds", "none: None", "no check is 'none: None'"),
        ("refuted", SKIPPED, "violated", SYNC, "is violated under rfc-base too"),
    ],
)
def test_a_table_that_says_too_much(
    write: Write, verdict: str, of: str, found: str, beside: str, message: str
) -> None:
    """What does not fit the checks of the claim, or the rule, is refused."""
    write(ENTRY.format(verdict=verdict, of=of, found=found, beside=beside))
    with pytest.raises(BadInput, match=message):
        at("C01")


def test_a_verdict_that_does_not_follow(write: Write) -> None:
    """The verdict under a kernel is compared with what follows from the roles there."""
    text = ENTRY.format(verdict="confirmed", of=SKIPPED, found="holds", beside=SYNC)
    write(text.replace(f'"{SYNC}"]', f'"{SYNC}", "{PROTECTED}"]'))
    with pytest.raises(BadInput, match=r"its verdict under v7\.3 is 'confirmed'") as refused:
        at("C01")
    assert refused.value.next_step == "by the roles of its checks it is 'refuted'"


def test_a_kernel_of_which_nothing_is_said() -> None:
    """Of another kernel nobody has reasoned out what is expected."""
    with pytest.raises(BadInput, match=r"not decided for kernel 'v6\.8'") as refused:
        claims_at("v6.8", load_claims())
    assert refused.value.next_step == "choose from rfc-base, v7.3"
