"""Draws the graph of a trace with Graphviz: a lane for each actor, time downward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tornfolio.trace.misses import summary
from tornfolio.views.graphviz_library import draw_dot
from tornfolio.views.lanes import TraceGraph, build_graph
from tornfolio.views.svg_words import with_words
from tornfolio.views.trace_drawing import Drawing
from tornfolio.views.trace_looks import PNG_DPI, PRINTED

__all__ = ["FORMATS", "Picture", "dot_source", "draw"]

Format = Literal["svg", "png", "pdf", "dot"]
# No more rows than these have room on a page, and with fewer nothing is told.
_MOST_ROWS = 60
_FEWEST_ROWS = 8
FORMATS: tuple[Format, ...] = ("svg", "png", "pdf", "dot")


@dataclass(frozen=True)
class Picture:
    """A drawn trace: its format and its bytes."""

    format: Format
    data: bytes


def draw(graph: TraceGraph, picture_format: Format) -> Picture:
    """Draw the graph of a trace. Raises ToolMissing if Graphviz cannot draw here."""
    dot = dot_source(graph, dpi=PNG_DPI if picture_format == "png" else None)
    if picture_format == "dot":
        return Picture("dot", dot.encode())
    data = draw_dot(dot, picture_format)
    if picture_format == "svg":
        trace = graph.trace
        said = [trace.sentence, f"{trace.parameters}.", *summary(trace)]
        data = with_words(data, f"{trace.scenario}: {trace.heading}", said)
    return Picture(picture_format, data)


def dot_source(graph: TraceGraph, dpi: int | None = None) -> str:
    """The picture as DOT text with all positions fixed; `dot -Tsvg` draws it as it is.

    It is drawn densely if its text would be too small on a page of A4 otherwise, and then, but for
    one whose steps are all rows, with fewer rows: first without what was read, which stands below
    them in any case, and then with neighbours in one row, until it fits.
    """
    drawing = Drawing(graph, dpi)
    source = drawing.source()
    if drawing.printed < PRINTED:
        drawing = Drawing(graph, dpi, dense=True)
        source = drawing.source()
    if graph.unfolded:
        return source
    if drawing.printed < PRINTED:
        graph = build_graph(graph.trace, brief=True)
        drawing = Drawing(graph, dpi, dense=True)
        source = drawing.source()
    most = min(len(graph.rows) * 9 // 10, _MOST_ROWS)
    while drawing.printed < PRINTED and most >= _FEWEST_ROWS:
        drawing = Drawing(build_graph(graph.trace, brief=True, most=most), dpi, dense=True)
        fewer = drawing.source()
        # Where no number of rows helps, as with a title of a hundred lines, all are shown.
        source = fewer if drawing.printed >= PRINTED else source
        most = most * 9 // 10
    return source
