"""Knows how the PTEs of all VMAs stand in one row: which is whose, and how they are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tornfolio.model.ptes import letters, pattern

__all__ = ["Layout"]


@dataclass(frozen=True)
class Layout:
    """The row of PTEs: `vmas` VMAs, one after the other, with `nr_pages` PTEs each.

    Of these the first `straddle` lie in the first of two page tables, if that is not 0. A slot is
    the place of a PTE in the row, from 0.
    """

    nr_pages: int
    vmas: int = 1
    straddle: int = 0

    def vma(self, slot: int) -> int:
        """Which VMA a slot is of, from 0."""
        return slot // self.nr_pages

    def page(self, slot: int) -> int:
        """Which PTE of its VMA a slot is, from 0."""
        return slot % self.nr_pages

    def slots(self, vma: int) -> range:
        """The slots of a VMA, which is counted from 0."""
        return range(vma * self.nr_pages, (vma + 1) * self.nr_pages)

    def begins_table(self, slot: int) -> bool:
        """Whether a slot is the first of its page table."""
        return self.page(slot) in (0, self.straddle)

    def in_second_table(self, slot: int) -> bool:
        """Whether a slot is in the second of two page tables."""
        return bool(self.straddle) and self.page(slot) >= self.straddle

    def by_vma(self, pte: Sequence[str]) -> list[Sequence[str]]:
        """The PTEs of each VMA."""
        return [pte[at : at + self.nr_pages] for at in range(0, len(pte), self.nr_pages)]

    def strip(self, pte: Sequence[str], widest: int = 32) -> str:
        """The letters of the PTEs, VMAs separated by `|`, with run lengths beyond `widest`.

        Where a VMA has two page tables, `:` separates them.

        >>> Layout(4, straddle=2).strip(["present", "present", "swap", "swap"])
        'PP:SS'
        """
        write = letters if len(pte) <= widest else pattern
        cut = self.straddle
        return "|".join(
            ":".join(write(table) for table in (part[:cut], part[cut:]) if table)
            for part in self.by_vma(pte)
        )

    def name(self, slots: Iterable[int]) -> str:
        """Name PTEs in ranges where they can be.

        >>> Layout(8).name([0, 2, 3, 4])
        'PTE0, PTE2..PTE4'
        >>> Layout(2, vmas=2).name([0, 1, 2])
        'PTE0..PTE1 of VMA 1, PTE0 of VMA 2'
        """
        ranges: list[list[int]] = []
        for slot in sorted(set(slots)):
            if ranges and slot == ranges[-1][-1] + 1 and self.page(slot):
                ranges[-1].append(slot)
            else:
                ranges.append([slot])
        return ", ".join(map(self._range, ranges))

    def _range(self, run: Sequence[int]) -> str:
        first, last = f"PTE{self.page(run[0])}", f"PTE{self.page(run[-1])}"
        text = first if len(run) == 1 else f"{first}..{last}"
        return text if self.vmas == 1 else f"{text} of VMA {self.vma(run[0]) + 1}"
