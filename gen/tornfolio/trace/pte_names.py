"""Writes the PTEs of a folio as a strip of letters, and names PTEs as ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tornfolio.model.ptes import letters, pattern

__all__ = ["by_vma", "pte_ranges", "strip"]


def by_vma(pte: Sequence[str], nr_pages: int) -> list[Sequence[str]]:
    """Cut the PTEs of all VMAs, which stand one VMA after the other, into those of each."""
    return [pte[at : at + nr_pages] for at in range(0, len(pte), nr_pages)]


def strip(pte: Sequence[str], nr_pages: int, widest: int = 32, straddle: int = 0) -> str:
    """Give the letters of the PTEs, VMAs separated by `|`, with run lengths beyond `widest`.

    Where a VMA has two page tables, the first of them with `straddle` PTEs, `:` separates them.

    >>> strip(["present", "present", "swap", "swap"], 4, straddle=2)
    'PP:SS'
    """
    write = letters if len(pte) <= widest else pattern
    return "|".join(
        ":".join(write(table) for table in (part[:straddle], part[straddle:]) if table)
        for part in by_vma(pte, nr_pages)
    )


def pte_ranges(slots: Iterable[int], nr_pages: int, vmas: int = 1) -> str:
    """Name PTEs, given by their places in the PTEs of all VMAs, in ranges where they can be.

    >>> pte_ranges([0, 2, 3, 4], 8)
    'PTE0, PTE2..PTE4'
    >>> pte_ranges([0, 1, 2], 2, vmas=2)
    'PTE0..PTE1 of VMA 1, PTE0 of VMA 2'
    """
    ranges: list[list[int]] = []
    for slot in sorted(set(slots)):
        if ranges and slot == ranges[-1][-1] + 1 and slot % nr_pages:
            ranges[-1].append(slot)
        else:
            ranges.append([slot])
    return ", ".join(_range(run, nr_pages, vmas) for run in ranges)


def _range(run: list[int], nr_pages: int, vmas: int) -> str:
    first, last = f"PTE{run[0] % nr_pages}", f"PTE{run[-1] % nr_pages}"
    text = first if len(run) == 1 else f"{first}..{last}"
    return text if vmas == 1 else f"{text} of VMA {run[0] // nr_pages + 1}"
