"""Shows a trace as lines of text: the PTE strip, the PTL, who acted, and what changed."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.model.ptes import LETTERS
from tornfolio.support.naming import printable
from tornfolio.trace.fold import Row, fold
from tornfolio.trace.misses import could_also, misses, summary
from tornfolio.trace.trace import Trace
from tornfolio.views.spans import Line, Span, Style

__all__ = ["trace_lines"]

_WIDEST_STRIP = 32
_LETTER_STYLES: dict[str, Style] = {"P": "present", "0": "none", "S": "swap", "M": "none"}


def trace_lines(trace: Trace, *, unfold: bool = False) -> list[Line]:
    """A trace as a table, one line for each row of the folded trace, and its summary."""
    rows = fold(trace, unfold=unfold)
    missed_at = {miss.read for miss in misses(trace)}
    cells = [_cells(row) for row in rows]
    head = ("step", "PTEs", "PTL", "actor", "function", "what")
    widths = [max(len(row[i]) for row in [head, *cells]) for i in range(len(head) - 1)]
    lines: list[Line] = [
        (
            Span(trace.heading, "alarm" if trace.is_violation else "good"),
            Span(f"  {trace.scenario}: {trace.parameters}"),
        ),
        (Span(trace.sentence, "faint"),),
        (),
        (Span(_join(head, widths), "head"),),
    ]
    for row, cell in zip(rows, cells, strict=True):
        missed = any(step.number in missed_at for step in row.steps)
        lines.append(_line(cell, widths, missed=missed))
        margin = " " * sum(width + 2 for width in widths)
        lines += [(Span(f"{margin}could also: {said}", "faint"),) for said in could_also(row)]
    lines += [(), *((Span(sentence),) for sentence in summary(trace))]
    lines += [(Span(_legend(trace), "faint"),)]
    # Names come from files; no character of theirs may do anything to a terminal.
    return [tuple(Span(printable(span.text), span.style) for span in line) for line in lines]


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


def _cells(row: Row) -> tuple[str, ...]:
    state = row.last.state
    return (
        row.numbers,
        row.layout.strip(state.pte, _WIDEST_STRIP),
        state.holders(),
        row.first.actor or "",
        row.functions,
        row.what(),
    )


def _join(cells: Sequence[str], widths: Sequence[int]) -> str:
    *padded, last = cells
    return "  ".join(
        [cell.ljust(width) for cell, width in zip(padded, widths, strict=True)] + [last]
    )


def _line(cells: Sequence[str], widths: Sequence[int], *, missed: bool) -> Line:
    number, pte, ptl, actor, function, what = cells
    spans = [Span(number.rjust(widths[0]) + "  ", "faint")]
    spans += [Span(char, _LETTER_STYLES.get(char, "")) for char in pte]
    spans += [
        Span(" " * (widths[1] - len(pte) + 2) + ptl.ljust(widths[2] + 2)),
        Span(actor.ljust(widths[3] + 2), "actor"),
        Span(function.ljust(widths[4] + 2), "faint"),
        Span(what, "alarm" if missed else ""),
    ]
    return tuple(spans)
