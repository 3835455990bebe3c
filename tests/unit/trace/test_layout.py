"""Tests of the strips of letters and the ranges of PTEs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tornfolio.model.ptes import LETTERS, letters, parse_pattern, pattern, short_pattern
from tornfolio.support.errors import BadInput
from tornfolio.trace.layout import Layout

_WORDS = st.sampled_from(["present", "none", "swap"])


@pytest.mark.parametrize(
    ("pte", "shown", "runs"),
    [
        ([], "", ""),
        (["none"], "0", "01"),
        (["present", "swap", "swap"], "PSS", "P1 S2"),
        (["present", "none", "present", "martian"], "P0P?", "P1 01 P1 ?1"),
        (["other", "marker", "huge"], "OMH", "O1 M1 H1"),
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
    assert Layout(nr_pages).strip(["swap"] * nr_pages, widest) == expected


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
def test_pte_ranges(pages: list[int], text: str) -> None:
    """Pages are named once each, in order, in ranges where they follow each other."""
    assert Layout(512).name(pages) == text


@given(st.sets(st.integers(0, 600)))
def test_ranges_tell_all_pages(pages: set[int]) -> None:
    """The ranges give the set of pages back."""
    found: set[int] = set()
    for part in Layout(601).name(pages).split(", ") if pages else []:
        first, _, last = part.replace("PTE", "").partition("..")
        found |= set(range(int(first), int(last or first) + 1))
    assert found == pages


def test_several_vmas() -> None:
    """The PTEs of several VMAs stand one VMA after the other, and are named with their VMA."""
    assert Layout(2, 2).strip(["present", "swap", "swap", "swap"]) == "PS|SS"
    assert Layout(20, 2).strip(["present"] + ["swap"] * 39) == "P1 S19|S20"


def test_a_colon_stands_between_two_page_tables() -> None:
    """Each VMA's PTEs are cut where its second page table begins, with and without run lengths."""
    pte = ["present", "swap", "swap", "swap"]

    assert Layout(4, straddle=1).strip(pte) == "P:SSS"
    assert Layout(2, 2, straddle=1).strip(pte) == "P:S|S:S"
    assert Layout(512, straddle=500).strip(["swap"] * 512) == "S500:S12"
    assert Layout(2, 2).name([1, 2, 3]) == "PTE1 of VMA 1, PTE0..PTE1 of VMA 2"
    assert short_pattern([["present"] * 17, ["swap"]]) == "P17|S"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PSSS", ["present", "swap", "swap", "swap"]),
        (" 0PO0 ", ["none", "present", "other", "none"]),
        ("P1 S3", ["present", "swap", "swap", "swap"]),
        ("P1 03", ["present", "none", "none", "none"]),
    ],
)
def test_patterns_are_read(text: str, words: list[str]) -> None:
    """A pattern has a letter for each PTE, or run lengths."""
    assert list(parse_pattern(text, "here", 4)) == words


@pytest.mark.parametrize("text", ["", "PPP", "PPPPP", "P5", "P1 S2", "xPPP", "P S3", "MPPP", "G4"])
def test_what_is_no_pattern(text: str) -> None:
    """Another number of PTEs, or letters that no PTE can be in the beginning, are refused."""
    with pytest.raises(BadInput, match=r"^here '"):
        parse_pattern(text, "here", 4)


@given(st.lists(_WORDS, min_size=1, max_size=60))
def test_what_is_written_is_read(pte: list[str]) -> None:
    """A pattern that was written is read as the same PTEs."""
    assert list(parse_pattern(short_pattern([pte]), "here", len(pte))) == pte
