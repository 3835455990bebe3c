"""The tables of README.md on how the state space grows: exact at small sizes, sound at others."""

from __future__ import annotations

import re

import pytest

from places import ROOT
from scale import ACTORS, MERGED, MERGED_SIZES, SIZES, exponent, spec_of
from surveys import surveyed
from tornfolio.tlc.toolchain import Toolchain

README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = README.partition("### How it grows")[2]


def row(actor: str) -> tuple[dict[int, int], str]:
    """Give an actor's counts by nr_pages, and the exponent."""
    match = re.search(rf"^\| {re.escape(actor)} \|(.*)\|$", TABLE, re.MULTILINE)
    assert match is not None
    *cells, grows = [cell.strip() for cell in match[1].split("|")]
    counts = {
        size: int(cell.replace(",", ""))
        for size, cell in zip(MERGED_SIZES if actor in MERGED else SIZES, cells, strict=True)
        if cell != "-"
    }
    return counts, grows


@pytest.mark.parametrize("actor", ACTORS | MERGED)
def test_the_exponent_follows(actor: str) -> None:
    """The exponent is that of the two largest sizes that were decided."""
    counts, grows = row(actor)
    assert counts
    assert exponent(counts).strip() == grows


@pytest.mark.long
def test_small_sizes_are_exact(tools: Toolchain) -> None:
    """TLC counts the states that the tables have for 4 and for 16 pages, and merged for 512."""
    points = [
        (actor, size, states)
        for actor in ACTORS | MERGED
        for size, states in row(actor)[0].items()
        if size <= 16 or (size == 512 and actor in MERGED)
    ]
    assert len(points) == 2 * len(ACTORS) - 1 + 3 * len(MERGED)
    found = surveyed([spec_of((ACTORS | MERGED)[actor], size) for actor, size, _ in points], tools)
    for (actor, size, states), survey in zip(points, found, strict=True):
        assert survey.complete and survey.counts
        assert (actor, size, survey.counts.distinct) == (actor, size, states)
