"""Writes the legend below the picture of a trace: what its letters, bars and arrows mean."""

from __future__ import annotations

from collections.abc import Collection

from tornfolio.views.cells import CELL_FILL, CELL_INK, MEANINGS
from tornfolio.views.colours import ALARM, BORDER, FAINT, LOCK
from tornfolio.views.pte_table import CELL
from tornfolio.views.trace_looks import MONO

__all__ = ["legend"]


def legend(used: Collection[str], *, choices: bool) -> str:
    """The legend as an HTML-like table of Graphviz, for the letters that a picture uses.

    With `choices` the picture has boxes of what could have happened.
    """
    samples = "".join(
        f'<TD BGCOLOR="{CELL_FILL[letter]}" BORDER="1" COLOR="{BORDER}" WIDTH="{CELL}"'
        f' HEIGHT="{CELL}"><FONT FACE="{MONO}" COLOR="{CELL_INK.get(letter, "black")}">'
        f'{letter}</FONT></TD><TD BORDER="0"> {meaning}   </TD>'
        for letter, meaning in MEANINGS.items()
        if letter in used
    )
    bars = (
        f'<TD BGCOLOR="{LOCK}" BORDER="0" WIDTH="6"></TD><TD BORDER="0"> holds the PTL   </TD>'
        f'<TD BORDER="1" STYLE="dashed" COLOR="{LOCK}" WIDTH="6"></TD>'
        '<TD BORDER="0"> waits for it   </TD>'
        f'<TD BORDER="0"><FONT COLOR="{ALARM}"><B>&#8594;</B></FONT> cleared, read as none;'
        " dashed: set again, too late</TD>"
    )
    if choices:
        bars += (
            f'<TD BORDER="0">   </TD><TD BORDER="1" STYLE="dashed" COLOR="{FAINT}" WIDTH="15">'
            '</TD><TD BORDER="0"> could have acted</TD>'
        )
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
        f"<TR>{samples}{bars}</TR></TABLE>"
    )
