"""The fonts and lengths of the picture of a trace."""

from __future__ import annotations

__all__ = [
    "A4",
    "BOX_WIDTH",
    "CHAR",
    "CHOICE_LINE",
    "CHOICE_WIDTH",
    "DENSE_GAP",
    "LANE_GAP",
    "LEAST_BOX",
    "LINE",
    "MONO",
    "PAD",
    "PNG_DPI",
    "PRINTED",
    "PTL_WIDTH",
    "ROW_GAP",
    "SANS",
    "SMALLEST",
    "STEP_WIDTH",
    "WIDEST",
    "WIDEST_STRIP",
]

SANS = "Helvetica,Arial,sans-serif"
MONO = "Courier New,Courier,monospace"

# All lengths are in points.
STEP_WIDTH = 40
PTL_WIDTH = 64
BOX_WIDTH = 270
LANE_GAP = 44
CHAR = 5.5
LINE = 11.5
ROW_GAP = 7
PNG_DPI = 144
# Beside the middle of a lane, where a line leads from one box to the next.
CHOICE_WIDTH = 128
CHOICE_LINE = 10.8
# On a page of A4, landscape, no text is smaller than this: as small as in a printed footnote.
A4 = (842, 595)
PRINTED = 5
SMALLEST = 9
PAD = 2 * 0.2 * 72
# As wide may a dense picture be, and its strips of PTEs; its boxes are no narrower than this.
WIDEST = A4[0] * SMALLEST / PRINTED - PAD - 8
WIDEST_STRIP = 420
LEAST_BOX = 110
DENSE_GAP = 2
