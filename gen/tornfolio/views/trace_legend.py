"""Writes the legend below the picture of a trace: what its letters, bars and arrows mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tornfolio.views.cells import CELL_FILL, CELL_INK, MEANINGS
from tornfolio.views.colours import ALARM, ALARM_FILL, BORDER, FAINT, LOCK
from tornfolio.views.pte_table import CELL
from tornfolio.views.trace_looks import CHAR, MONO

__all__ = ["LEGEND_LINE", "SIGNS", "legend"]

LEGEND_LINE = CELL + 4
_SAMPLE = CELL + 12  # a sample, and what is between it and its neighbours


def _arrow(colour: str, kind: str) -> str:
    return f'<TD BORDER="0"><FONT COLOR="{colour}"><B>{kind}</B></FONT></TD>'


# What a picture can have beside letters: a sample of it, and what it means.
SIGNS: Mapping[str, tuple[str, str]] = {
    "torn": (
        f'<TD BGCOLOR="{CELL_FILL["P"]}" BORDER="3" COLOR="{ALARM}" WIDTH="{CELL}"'
        f' HEIGHT="{CELL}"></TD>',
        "present in a torn folio",
    ),
    "holds": (f'<TD BGCOLOR="{LOCK}" BORDER="0" WIDTH="6"></TD>', "holds the PTL"),
    "waits": (f'<TD BORDER="1" STYLE="dashed" COLOR="{LOCK}" WIDTH="6"></TD>', "waits for it"),
    "ptl": (_arrow(LOCK, "&#8594;"), "gets the PTL"),
    "race": (
        f'<TD BGCOLOR="{ALARM_FILL}" BORDER="1" COLOR="{ALARM}" WIDTH="15"></TD>',
        "the race",
    ),
    "missed": (_arrow(ALARM, "&#8594;"), "cleared, read as none"),
    "restored": (_arrow(ALARM, "&#8674;"), "set again, too late"),
    "could": (
        f'<TD BORDER="1" STYLE="dashed" COLOR="{FAINT}" WIDTH="15"></TD>',
        "could have acted",
    ),
}


def legend(letters: Collection[str], signs: Collection[str], width: float) -> list[str]:
    """The lines of the legend, for what a picture has of letters and of SIGNS.

    It is one if that has room in `width`, and else two. Each is an HTML-like table of Graphviz, and
    LEGEND_LINE points high.
    """
    samples = [
        (
            f'<TD BGCOLOR="{CELL_FILL[letter]}" BORDER="1" COLOR="{BORDER}" WIDTH="{CELL}"'
            f' HEIGHT="{CELL}"><FONT FACE="{MONO}" COLOR="{CELL_INK.get(letter, "black")}">'
            f"{letter}</FONT></TD>",
            meaning,
        )
        for letter, meaning in MEANINGS.items()
        if letter in letters
    ]
    drawn = [SIGNS[name] for name in SIGNS if name in signs]
    room = sum(_SAMPLE + CHAR * len(meaning) for _, meaning in [*samples, *drawn])
    return [_line([*samples, *drawn])] if room <= width else [_line(samples), _line(drawn)]


def _line(samples: Sequence[tuple[str, str]]) -> str:
    cells = "".join(f'{sample}<TD BORDER="0"> {meaning}   </TD>' for sample, meaning in samples)
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
        f"<TR>{cells or '<TD></TD>'}</TR></TABLE>"
    )
