"""Tests of what the C of a kernel says of the claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from kernels import kernel
from tornfolio.explore.claims import load_claims
from tornfolio.linux.claims import ask_claims, load_record, record_of
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree


def test_the_record_has_every_check() -> None:
    """What was seen is of the checks that there are, in their order, each said or out of scope."""
    seen = load_record()
    for claim in load_claims():
        words = [
            f"{' '.join((check.scenario.name, *check.settings))}: {check.what}"
            for check in claim.checks
        ]
        assert [each.of for each in seen.claims[claim.name]] == words
        assert all(bool(each.said) != bool(each.out) for each in seen.claims[claim.name])
    assert set(seen.claims) == {claim.name for claim in load_claims()}


def test_where_c_is_asked_it_says_what_tlc_says() -> None:
    """No check of a claim comes out otherwise in C; those that cannot be asked are not counted."""
    seen = load_record()
    differs = {
        each.of: each.said
        for claim in load_claims()
        for check, each in zip(claim.checks, seen.claims[claim.name], strict=True)
        if each.said and each.said != check.expected
    }
    assert differs == {}


def test_one_claim_is_asked_of_a_tree(tmp_path: Path) -> None:
    """The walk skips PTEs without TTU_SYNC, in C too, and what happens in the end is not asked."""
    claims = load_claims(("C01", "C03"))
    said = ask_claims(claims, open_tree(kernel("7.3")), cc=None, runs=tmp_path, limits=Limits())
    assert [each.said for each in said["C01"]] == ["violated", "violated", "holds"]
    assert [each.said for each in said["C03"]] == ["Never", "violated", ""]
    assert "in the end" in said["C03"][2].out


@pytest.mark.long
def test_the_record_is_what_is_seen(tmp_path: Path) -> None:
    """The kernel that the record is of says today what was seen, of the same functions."""
    tree = open_tree(kernel("7.3"))
    seen = load_record()
    if tree.release != seen.release:
        pytest.skip(f"{tree.release} is not the release that was seen")
    said = ask_claims(load_claims(), tree, cc=None, runs=tmp_path, limits=Limits())
    assert record_of(tree, said) == seen
