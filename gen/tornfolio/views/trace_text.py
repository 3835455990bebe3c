"""Shows a trace as lines of text: the PTE strip, the PTL, who acted, and what changed."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.model.ptes import LETTERS
from tornfolio.support.naming import printable
from tornfolio.trace.fold import Row, fold
from tornfolio.trace.misses import could_also, misses, summary
from tornfolio.trace.trace import Trace
from tornfolio.views.folded import folded, folded_line
from tornfolio.views.spans import Line, Span, Style

__all__ = ["trace_lines"]

_WIDEST_STRIP = 32
_LEAST_ROOM = 28
_NARROW_MARGIN = 7
_LETTER_STYLES: dict[str, Style] = {"P": "present", "0": "none", "S": "swap", "M": "none"}


def trace_lines(trace: Trace, *, unfold: bool = False, width: int | None = None) -> list[Line]:
    """A trace as a table, a row for each row of the folded trace, and its summary.

    With `width` no line is longer: what happened in a row goes on in the next line, or stands
    below where there is little room.
    """
    rows = fold(trace, unfold=unfold)
    missed_at = {miss.read for miss in misses(trace)}
    table = _Table([_cells(row, None) for row in rows], None)
    if width is not None and table.longest > width:
        table = _Table([_cells(row, width) for row in rows], width)
    lines: list[Line] = [
        (
            Span(trace.heading, "alarm" if trace.is_violation else "good"),
            Span(f"  {trace.scenario}: {trace.parameters}"),
        ),
        (Span(trace.sentence, "faint"),),
    ]
    lines = [*folded(lines, width), (), *table.head()]
    for row, cells in zip(rows, table.cells, strict=True):
        missed = any(step.number in missed_at for step in row.steps)
        lines += table.row(cells, missed=missed)
        for said in could_also(row):
            lines += table.below(f"could also: {said}")
    below = [Span(sentence) for sentence in summary(trace)] + [Span(_legend(trace), "faint")]
    lines += [(), *folded([(span,) for span in below], width)]
    # Names come from files; no character of theirs may do anything to a terminal.
    return [tuple(Span(printable(span.text), span.style) for span in line) for line in lines]


class _Table:
    """The rows of a trace in columns, the last of which is as wide as there is room."""

    def __init__(self, cells: Sequence[tuple[str, ...]], width: int | None) -> None:
        self.cells = cells
        self._width = width
        whole = ("step", "PTEs", "PTL", "actor", "function", "what")
        self._heads = whole if width is None else (*whole[:-2], "what")
        columns = range(len(self._heads) - 1)
        self._widths = [max(len(row[i]) for row in [self._heads, *cells]) for i in columns]
        self._margin = sum(cut + 2 for cut in self._widths)
        # Where the columns leave too little room, what happened stands below them.
        self._narrow = width is not None and width - self._margin < _LEAST_ROOM

    @property
    def longest(self) -> int:
        """The length of the longest row, in one line."""
        return self._margin + max(len(row[-1]) for row in self.cells)

    def head(self) -> list[Line]:
        """The names of the columns."""
        heads = self._heads[:-1] if self._narrow else self._heads
        padded = [head.ljust(cut) for head, cut in zip(heads, self._widths, strict=False)]
        text = "  ".join([*padded, *heads[len(padded) :]]).rstrip()
        return [(Span(text, "head"),)]

    def row(self, cells: Sequence[str], *, missed: bool) -> list[Line]:
        """A row, in several lines where it is too long for one."""
        number, pte, ptl, actor, *function, what = cells
        cuts = self._widths
        spans = [Span(number.rjust(cuts[0]) + "  ", "faint")]
        spans += [Span(char, _LETTER_STYLES.get(char, "")) for char in pte]
        spans += [Span(" " * (cuts[1] - len(pte) + 2) + ptl.ljust(cuts[2] + 2))]
        spans += [Span(actor.ljust(cuts[3] + 2), "actor")]
        spans += [Span(text.ljust(cuts[4] + 2), "faint") for text in function]
        said = Span(what, "alarm" if missed else "")
        if self._width is None:
            return [(*spans, said)]
        if self._narrow:
            return [*folded([tuple(spans)], self._width), *self._below(said)]
        return folded_line((*spans, said), self._width, self._margin)

    def below(self, text: str) -> list[Line]:
        """A line of text below a row, where what happened stands."""
        return self._below(Span(text, "faint"))

    def _below(self, said: Span) -> list[Line]:
        margin = _NARROW_MARGIN if self._narrow else self._margin
        line: Line = (Span(" " * margin), said)
        return [line] if self._width is None else folded_line(line, self._width, margin)


def _legend(trace: Trace) -> str:
    """Explain the letters: the three that matter most, and whatever else there is."""
    words = {word for step in trace.steps for word in step.state.pte}
    shown = {"present", "none", "swap"} | words
    meanings = [
        f"{letter} {'swap entry' if word == 'swap' else word}"
        for word, letter in LETTERS.items()
        if word in shown
    ]
    return "   ".join(meanings + ([": between two page tables"] if trace.straddle else []))


def _cells(row: Row, width: int | None) -> tuple[str, ...]:
    state = row.last.state
    widest = _WIDEST_STRIP if width is None else min(_WIDEST_STRIP, width // 4)
    before = (
        row.numbers,
        row.layout.strip(state.pte, widest),
        state.holders(),
        row.who,
    )
    if width is None:
        return (*before, row.functions, row.what())
    return (*before, f"{row.functions}: {row.what()}" if row.functions else row.what())
