"""Writes the PTEs of a trace as tables for a picture: a heading, and a strip for each state."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tornfolio.model.ptes import letters
from tornfolio.support.naming import printable
from tornfolio.trace.fold import Row
from tornfolio.trace.trace import Trace
from tornfolio.views.cells import CELL_FILL, CELL_INK, MIXED, MOST_CELLS, segments
from tornfolio.views.colours import ALARM, BORDER
from tornfolio.views.trace_looks import WIDEST_STRIP

__all__ = ["CELL", "StripTable", "dot_text", "strips_of"]

CELL = 15  # the side of a cell, in points
_GAP = 8  # between two page tables
_FEWEST_CELLS = 4
_TABLE_WORD = 28  # as wide as "table 1"
_PLAIN = 'BORDER="0" CELLBORDER="{}" CELLSPACING="0" CELLPADDING="0"'


class StripTable:
    """The strips of a trace as HTML-like labels of Graphviz, all `width` points wide.

    A gap separates the page tables of a VMA that has two. `mixed` tells whether some cell stands
    for PTEs of several kinds, `torn` whether some cell is framed.
    """

    def __init__(self, trace: Trace, rows: Sequence[Row], most: int = MOST_CELLS) -> None:
        self._layout = trace.layout
        self._segments = list(segments(rows, trace.layout, most))
        self._cells = [max(CELL, 7 * len(self._span(s)) + 4) for s in self._segments]
        self._second = [
            self._layout.in_second_table(first) and self._layout.begins_table(first)
            for first, _ in self._segments
        ]
        self.width = sum(self._cells) + _GAP * sum(self._second)
        self.mixed = any(
            len(set(row.last.state.pte[first : first + count])) > 1
            for first, count in self._segments
            for row in rows
        )
        self._end = rows[-1].last.state.pte if rows else ()
        self.torn = any(self._alarms(row, segment) for segment in self._segments for row in rows)

    def head(self) -> str:
        """The heading: VMAs, page tables if they have two, and the numbers of the PTEs."""
        numbers = [
            f'<TD WIDTH="{width}" FIXEDSIZE="FALSE">{self._number(segment)}</TD>'
            for segment, width in zip(self._segments, self._cells, strict=True)
        ]
        rows = [self._vmas(), *([self._tables()] if any(self._second) else []), self._row(numbers)]
        return f"<TABLE {_PLAIN.format(0)}>{''.join(f'<TR>{row}</TR>' for row in rows)}</TABLE>"

    def strip(self, row: Row) -> str:
        """The PTEs after a row; those that stay present in a torn folio are framed."""
        pte = row.last.state.pte
        cells = []
        for (first, count), width in zip(self._segments, self._cells, strict=True):
            shared = set(letters(pte[first : first + count]))
            letter = shared.pop() if len(shared) == 1 else MIXED
            alarm = self._alarms(row, (first, count))
            cells.append(
                f'<TD WIDTH="{width}" HEIGHT="{CELL}" BGCOLOR="{CELL_FILL.get(letter, "white")}"'
                f' BORDER="{3 if alarm else 1}" COLOR="{ALARM if alarm else BORDER}">'
                f'<FONT COLOR="{CELL_INK.get(letter, "black")}">{letter}</FONT></TD>'
            )
        return f"<TABLE {_PLAIN.format(1)}><TR>{self._row(cells)}</TR></TABLE>"

    def _alarms(self, row: Row, segment: tuple[int, int]) -> bool:
        """Tell whether PTEs are present in a torn VMA, now as in the end.

        What the walk has yet to reach is not torn.
        """
        first, count = segment
        return all(
            set(letters(pte[first : first + count])) == {"P"}
            and "swap" in self._layout.by_vma(pte)[self._layout.vma(first)]
            for pte in (row.last.state.pte, self._end)
        )

    def _row(self, cells: Sequence[str]) -> str:
        gap = f'<TD BORDER="0" WIDTH="{_GAP}"></TD>'
        return "".join(
            (gap if second else "") + cell for second, cell in zip(self._second, cells, strict=True)
        )

    def _vmas(self) -> str:
        """The cells above all others: a heading for each VMA."""
        vmas = self._layout.vmas
        counts = [0] * vmas
        for (first, _), second in zip(self._segments, self._second, strict=True):
            counts[self._layout.vma(first)] += 1 + second
        return "".join(
            f'<TD COLSPAN="{count}"><B>{"PTE" if vmas == 1 else f"VMA {vma}"}</B></TD>'
            for vma, count in enumerate(counts, start=1)
        )

    def _tables(self) -> str:
        """A cell with its number above the PTEs of each page table, as in the PTL column."""
        vmas = self._layout.vmas
        widths: dict[int, list[int]] = {}
        for (first, _), width in zip(self._segments, self._cells, strict=True):
            second = self._layout.in_second_table(first)
            widths.setdefault(self._layout.vma(first) + 1 + vmas * second, []).append(width)
        cells = []
        for table, cut in widths.items():
            word = f"table {table}" if sum(cut) >= _TABLE_WORD else str(table)
            gap = "<TD></TD>" if table > vmas else ""
            cells.append(f'{gap}<TD COLSPAN="{len(cut)}">{word}</TD>')
        return "".join(cells)

    def _span(self, segment: tuple[int, int]) -> str:
        first, count = self._layout.page(segment[0]), segment[1]
        return str(first) if count == 1 else f"{first}..{first + count - 1}"

    def _number(self, segment: tuple[int, int]) -> str:
        text = dot_text(self._span(segment))
        return f"<B>{text}</B>" if self._layout.page(segment[0]) == 0 else text


def strips_of(trace: Trace, rows: Sequence[Row], *, dense: bool) -> StripTable:
    """The strips of a picture; where it is dense, PTEs share cells until there is room for them."""
    most = MOST_CELLS
    strips = StripTable(trace, rows, most)
    while dense and strips.width > WIDEST_STRIP and most > _FEWEST_CELLS:
        most //= 2
        strips = StripTable(trace, rows, most)
    return strips


def dot_text(text: str) -> str:
    """Escape text for an HTML-like label, in which Graphviz expands backslashes as well.

    Control characters have no place in XML.
    """
    return escape(printable(text)).replace("\\", "\\\\")
