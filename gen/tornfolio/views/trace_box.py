"""Writes what stands in a box of the picture of a trace."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tornfolio.trace.fold import Row
from tornfolio.views.colours import FAINT
from tornfolio.views.pte_table import dot_text
from tornfolio.views.trace_looks import CHAR

__all__ = ["box_lines", "lane_label", "wrap"]

_MOST_LINES = 6


def wrap(text: str, width: float) -> list[str]:
    """A text in lines of at most a width, in points; one empty line for none."""
    return textwrap.wrap(text, max(12, int(width / CHAR)), break_long_words=True) or [""]


def box_lines(row: Row, width: float, *, missed: bool, dense: bool) -> list[str]:
    """The text of a row's box as lines of HTML-like text; `dense` joins what fits into one."""
    what = row.what()
    if missed:
        what = f"MISSED: {what}"
    lines = []
    if row.functions:
        names = wrap(row.functions, width * 0.9)
        lines = [f"<B>{dot_text(line)}</B>" for line in names]
    rounds = f" ({row.rounds} rounds)" if row.rounds > 1 else ""
    said = [dot_text(line) for line in wrap(what, width - 12)]
    if len(said) > _MOST_LINES:
        said = [*said[: _MOST_LINES - 1], f"{said[_MOST_LINES - 1]} …"]
    if rounds:
        (lines or said)[0] += f'<FONT COLOR="{FAINT}">{rounds}</FONT>'
    if dense and len(lines) == 1:
        length = len(f"{row.functions}{rounds}: {what}")
        if length * CHAR <= width - 12:
            said = [f"{lines.pop()}: {said[0]}"]
    lines += said
    if any(choice.actor in row.actors for choice in row.choices()):
        lines.append(f'<FONT COLOR="{FAINT}">could also have another outcome</FONT>')
    return lines


def lane_label(actor: str, about: Sequence[str]) -> str:
    """The heading of a lane, a CPU and what it is, with room between both in any font."""
    text = "<BR/>".join(map(dot_text, about))
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD>'
        f'<FONT POINT-SIZE="11"><B>{dot_text(actor)}</B></FONT></TD></TR><TR><TD>'
        f'<FONT COLOR="{FAINT}">{text}</FONT></TD></TR></TABLE>'
    )
