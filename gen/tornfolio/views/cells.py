"""Lays the PTEs of a trace out as cells: which PTEs share one, and how a letter looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tornfolio.trace.fold import Row
from tornfolio.trace.layout import Layout

__all__ = ["CELL_FILL", "CELL_INK", "MEANINGS", "MIXED", "MOST_CELLS", "segments"]

MIXED = "~"
# Okabe and Ito's colours, which colour-blind readers can tell apart; each letter is there as well.
CELL_FILL = {
    "P": "#0072B2",
    "0": "#FFFFFF",
    "S": "#E69F00",
    "O": "#CC79A7",
    "M": "#F0E442",
    "G": "#56B4E9",
    "X": "#D55E00",
    "H": "#0072B2",
    "~": "#DDDDDD",
}
CELL_INK = {"P": "#FFFFFF", "H": "#FFFFFF"}
MEANINGS = {
    "P": "present: maps the folio",
    "0": "none",
    "S": "swap entry",
    "O": "maps another page",
    "M": "marker",
    "G": "migration entry",
    "X": "hwpoison",
    "H": "mapped by the PMD",
    "~": "of several kinds",
}

MOST_CELLS = 40


def segments(
    rows: Sequence[Row], layout: Layout, most: int = MOST_CELLS
) -> Iterator[tuple[int, int]]:
    """The cells of the strips as (slot of the first PTE, PTEs); none spans two page tables.

    One cell for each PTE if they are not too many; else PTEs of one VMA that are equal in every
    row share a cell, or, if that is still too many, the first has one and the others are cut into
    equal parts, whose PTEs may be of several kinds.
    """
    slots = len(rows[0].last.state.pte)
    if slots <= most:
        yield from ((slot, 1) for slot in range(slots))
        return
    starts = [
        slot
        for slot in range(slots)
        if layout.begins_table(slot)
        or any(row.last.state.pte[slot] != row.last.state.pte[slot - 1] for row in rows)
    ]
    if len(starts) > most:
        parts = max(1, most * layout.nr_pages // slots - 1)
        size = -(-(layout.nr_pages - 1) // parts)
        starts = [
            slot
            for slot in range(slots)
            if layout.begins_table(slot) or layout.page(slot) in range(1, layout.nr_pages, size)
        ]
    for first, after in pairwise([*starts, slots]):
        yield first, after - first
