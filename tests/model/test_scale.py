"""The measured numbers of docs/growth.md: exact at small sizes, and read rightly."""

from __future__ import annotations

import pytest

from scale import ACTORS, MERGED, MERGED_SIZES, SIZES, exponent, measured, spec_of
from surveys import surveyed
from tornfolio.tlc.toolchain import Toolchain

MEASURED = measured()


def test_every_actor_was_measured() -> None:
    """There is a row for each actor, from the smallest size on without a gap."""
    assert list(MEASURED) == [*ACTORS, *MERGED]
    for actor, counts in MEASURED.items():
        sizes = MERGED_SIZES if actor in MERGED else SIZES
        assert list(counts) == list(sizes[: len(counts)])
        assert counts


def test_the_exponent_is_that_of_the_growth() -> None:
    """Seven times the square has the exponent two, whatever comes before the two largest sizes."""
    assert exponent({4: 1, 16: 7 * 16**2, 64: 7 * 64**2}) == pytest.approx(2)
    assert exponent({64: 7 * 64**2, 4: 1, 16: 7 * 16**2}) == pytest.approx(2)
    assert exponent({16: 520, 64: 520}) == 0
    assert exponent({4: 12}) is None


def test_the_smallest_size_is_exact(tools: Toolchain) -> None:
    """TLC counts the states that were measured at 4 pages."""
    _compare([(actor, 4) for actor in ACTORS | MERGED], tools)


@pytest.mark.long
def test_small_sizes_are_exact(tools: Toolchain) -> None:
    """TLC counts the states that were measured at 16 pages, and merged at 512."""
    _compare(
        [
            (actor, size)
            for actor, counts in MEASURED.items()
            for size in counts
            if size == 16 or (size == 512 and actor in MERGED)
        ],
        tools,
    )


def _compare(points: list[tuple[str, int]], tools: Toolchain) -> None:
    settings = ACTORS | MERGED
    found = surveyed([spec_of(settings[actor], size) for actor, size in points], tools)
    for (actor, size), survey in zip(points, found, strict=True):
        assert survey.complete and survey.counts
        assert (actor, size, survey.counts.distinct) == (actor, size, MEASURED[actor][size])
