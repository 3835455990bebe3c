"""Writes the PTEs of a folio as a strip of letters, and pages as ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

__all__ = ["LETTERS", "letters", "page_ranges", "pattern", "strip"]

LETTERS = {"present": "P", "none": "0", "swap": "S"}
_UNKNOWN = "?"


def letters(pte: Iterable[str]) -> str:
    """Give one letter for each PTE: P present, 0 none, S swap."""
    return "".join(LETTERS.get(word, _UNKNOWN) for word in pte)


def pattern(pte: Iterable[str]) -> str:
    """Give the PTEs with run lengths.

    >>> pattern(["present"] + ["swap"] * 511)
    'P1 S511'
    """
    return " ".join(f"{letter}{len(list(run))}" for letter, run in groupby(letters(pte)))


def strip(pte: Sequence[str], widest: int = 32) -> str:
    """Give the letters of the PTEs, with run lengths where they are more than `widest`."""
    return letters(pte) if len(pte) <= widest else pattern(pte)


def page_ranges(pages: Iterable[int]) -> str:
    """Name PTEs, in ranges where they follow each other.

    >>> page_ranges([0, 2, 3, 4])
    'PTE0, PTE2..PTE4'
    """
    ordered = sorted(set(pages))
    ranges: list[list[int]] = []
    for page in ordered:
        if ranges and page == ranges[-1][-1] + 1:
            ranges[-1].append(page)
        else:
            ranges.append([page])
    return ", ".join(
        f"PTE{run[0]}" if len(run) == 1 else f"PTE{run[0]}..PTE{run[-1]}" for run in ranges
    )
