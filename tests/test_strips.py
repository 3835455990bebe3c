"""Tests of the strips of letters and the ranges of PTEs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tornfolio.strips import LETTERS, letters, page_ranges, pattern, strip

_WORDS = st.sampled_from(["present", "none", "swap"])


@pytest.mark.parametrize(
    ("pte", "shown", "runs"),
    [
        ([], "", ""),
        (["none"], "0", "01"),
        (["present", "swap", "swap"], "PSS", "P1 S2"),
        (["present", "none", "present", "migration"], "P0P?", "P1 01 P1 ?1"),
        (["present"] + ["swap"] * 511, "P" + "S" * 511, "P1 S511"),
    ],
    ids=len,
)
def test_letters_and_runs(pte: list[str], shown: str, runs: str) -> None:
    """Each PTE has a letter, also one with an unknown word, and runs have lengths."""
    assert letters(pte) == shown
    assert pattern(pte) == runs


@pytest.mark.parametrize(
    ("nr_pages", "widest", "expected"),
    [(32, 32, "S" * 32), (33, 32, "S33"), (4, 3, "S4"), (4, 4, "SSSS"), (512, 32, "S512")],
)
def test_wide_strips_have_run_lengths(nr_pages: int, widest: int, expected: str) -> None:
    """A strip shows every PTE as long as it is not wider than allowed."""
    assert strip(["swap"] * nr_pages, widest) == expected


@given(st.lists(_WORDS, max_size=60))
def test_runs_tell_the_whole_strip(pte: list[str]) -> None:
    """The run lengths give every PTE back, and no run is followed by one of the same letter."""
    words = {letter: word for word, letter in LETTERS.items()}
    runs = [(run[0], int(run[1:])) for run in pattern(pte).split()]
    assert [words[letter] for letter, count in runs for _ in range(count)] == pte
    assert all(one[0] != other[0] for one, other in pairwise(runs))


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([], ""),
        ([0], "PTE0"),
        ([0, 1], "PTE0..PTE1"),
        ([3, 2, 2, 0], "PTE0, PTE2..PTE3"),
        (range(512), "PTE0..PTE511"),
        ([9, 10, 11, 99, 100], "PTE9..PTE11, PTE99..PTE100"),
    ],
    ids=str,
)
def test_page_ranges(pages: list[int], text: str) -> None:
    """Pages are named once each, in order, in ranges where they follow each other."""
    assert page_ranges(pages) == text


@given(st.sets(st.integers(0, 600)))
def test_ranges_tell_all_pages(pages: set[int]) -> None:
    """The ranges give the set of pages back."""
    found: set[int] = set()
    for part in page_ranges(pages).split(", ") if pages else []:
        first, _, last = part.replace("PTE", "").partition("..")
        found |= set(range(int(first), int(last or first) + 1))
    assert found == pages
