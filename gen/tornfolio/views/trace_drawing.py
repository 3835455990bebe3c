"""Lays out the picture of a trace: rows from top to bottom, lanes from left to right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import graphviz

from tornfolio.model.ptes import letters
from tornfolio.trace.fold import Row
from tornfolio.trace.misses import summary
from tornfolio.views.cells import MIXED
from tornfolio.views.colours import ALARM, ALARM_FILL, EDGE, FAINT, LOCK
from tornfolio.views.lanes import TraceGraph
from tornfolio.views.pte_table import CELL, dot_text, strips_of
from tornfolio.views.trace_bars import Bar, lock_bars
from tornfolio.views.trace_box import box_lines, lane_label, wrap
from tornfolio.views.trace_legend import LEGEND_LINE, legend
from tornfolio.views.trace_looks import (
    A4,
    BOX_WIDTH,
    CHAR,
    CHOICE_LINE,
    CHOICE_WIDTH,
    DENSE_GAP,
    LANE_GAP,
    LEAST_BOX,
    LINE,
    MONO,
    PAD,
    PTL_WIDTH,
    ROW_GAP,
    SANS,
    SMALLEST,
    STEP_WIDTH,
    WIDEST,
)

__all__ = ["Drawing"]


class Drawing:
    """One picture being laid out, from its top at y = 0 downward to negative y."""

    def __init__(self, graph: TraceGraph, dpi: int | None, *, dense: bool = False) -> None:
        self._graph = graph
        self._dense = dense
        self._row_gap = DENSE_GAP if dense else ROW_GAP
        self.printed = 0.0  # the size of the smallest text on a page of A4, once it is drawn
        self._trace = graph.trace
        self._boxes: dict[int, tuple[float, float]] = {}  # the y and the height of each row's box
        self._wide: list[Callable[[], None]] = []
        acting = {actor for row in graph.rows for actor in row.actors}
        lanes = list(graph.trace.lanes)
        self._shown = [actor for actor in lanes if actor in acting] or lanes[:1]
        self._ptes = strips_of(self._trace, graph.rows, dense=dense)
        self._signs = {kind for _, _, kind in graph.graph.edges(data="kind")}
        self._signs |= {"torn"} if self._ptes.torn else set()
        self._signs |= {"race"} if graph.marks else set()
        self._strip_x = STEP_WIDTH + self._ptes.width / 2
        ptl_left = STEP_WIDTH + self._ptes.width + 8
        longest = max(len(row.last.state.holders()) for row in graph.rows)
        ptl_width = max(PTL_WIDTH, CHAR * longest)
        self._ptl_x = ptl_left + ptl_width / 2
        lanes_left = ptl_left + ptl_width + LANE_GAP / 2
        room = (WIDEST + LANE_GAP - lanes_left) / len(self._shown) - LANE_GAP
        self._box = min(BOX_WIDTH, max(LEAST_BOX, room)) if dense else BOX_WIDTH
        self._lanes = {
            actor: lanes_left + index * (self._box + LANE_GAP) + self._box / 2
            for index, actor in enumerate(self._shown)
        }
        self._right = lanes_left + len(self._lanes) * (self._box + LANE_GAP) - LANE_GAP
        self._dot = graphviz.Digraph(
            "trace",
            graph_attr={
                "layout": "neato",
                "inputscale": "72",
                "notranslate": "true",
                "splines": "line",
                "outputorder": "nodesfirst",
                "bgcolor": "white",
                "pad": "0.2",
                "fontname": SANS,
                **({"dpi": str(dpi)} if dpi else {}),
            },
            node_attr={"shape": "plain", "fontname": SANS, "fontsize": "9", "margin": "0"},
            edge_attr={"arrowsize": "0.6"},
        )

    def source(self) -> str:
        """The picture as DOT text; `printed` is known afterwards."""
        y = self._title()
        y = self._header(y)
        tops = [y]
        for index, row in enumerate(self._graph.rows):
            tops.append(tops[-1] - self._row(index, row, tops[-1]))
        self._locks(tops)
        for draw in self._wide:
            draw()
        self._alternatives(tops)
        self._edges()
        height = -self._footer(tops[-1])
        self.printed = SMALLEST * min(A4[0] / (self._right + PAD), A4[1] / (height + PAD))
        return str(self._dot.source)

    def _node(self, name: str, x: float, y: float, label: str, **attributes: str) -> None:
        self._dot.node(name, label=f"<{label}>", pos=f"{x:g},{y:g}!", **attributes)

    def _left_aligned(self, name: str, y: float, lines: Sequence[str]) -> float:
        """Put lines of HTML-like text over the whole width; give the y below them."""
        height = len(lines) * (12.5 if self._dense else 14) + 4
        rows = "".join(f'<TR><TD ALIGN="LEFT">{line}</TD></TR>' for line in lines)
        width = round(self._right)
        table = (
            f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" WIDTH="{width}">'
            f"{rows}</TABLE>"
        )
        self._node(name, self._right / 2, y - height / 2, table)
        return y - height - 6

    def _title(self) -> float:
        trace = self._trace
        lines = [
            f'<FONT POINT-SIZE="13"><B>{dot_text(trace.scenario)}:'
            f" {dot_text(trace.heading)}</B></FONT>"
        ]
        lines += [dot_text(line) for line in wrap(trace.sentence, self._right)]
        lines += [
            f'<FONT COLOR="{FAINT}">{dot_text(line)}</FONT>'
            for line in wrap(f"{trace.parameters}; {trace.tlc_version}", self._right)
        ]
        return self._left_aligned("title", 0, lines)

    def _header(self, y: float) -> float:
        about = {a: wrap(self._trace.lanes[a], self._box) for a in self._shown}
        height = (1 + max((len(lines) for lines in about.values()), default=1)) * LINE + 12
        for number, (actor, x) in enumerate(self._lanes.items()):
            self._node(f"lane{number}", x, y - height / 2, lane_label(actor, about[actor]))
        bottom = y - height
        self._node("head_step", STEP_WIDTH / 2 - 4, bottom + 6, "<B>step</B>")
        self._node("head_ptl", self._ptl_x, bottom + 6, "<B>PTL</B>")
        self._node(
            "head_pte",
            self._strip_x,
            bottom + (13 if self._trace.straddle else 8),
            self._ptes.head(),
        )
        return bottom - 10

    def _row(self, index: int, row: Row, top: float) -> float:
        """Draw one row and give its height."""
        x, width = self._place(row)
        missed = self._graph.marks.get(index) == "missed"
        lines = box_lines(row, width, missed=missed, dense=self._dense)
        text, strip = (5, 3) if self._dense else (8, 6)  # the margins of both
        height = max(len(lines) * LINE + text, CELL + strip)
        y = top - (height + self._row_gap) / 2
        self._node(f"step{index}", STEP_WIDTH / 2 - 4, y, dot_text(row.numbers))
        self._node(f"strip{index}", self._strip_x, y, self._ptes.strip(row), fontname=MONO)
        self._node(f"ptl{index}", self._ptl_x, y, dot_text(row.last.state.holders()))
        mark = self._graph.marks.get(index)
        self._boxes[index] = (y, height)
        draw = partial(
            self._node,
            f"row{index}",
            x,
            y,
            "<BR/>".join(lines),
            shape="box",
            style="filled" if row.actors else "filled,dotted",
            fillcolor=ALARM_FILL if mark == "missed" else "white",
            color=ALARM if mark else EDGE,
            penwidth={"missed": "2.2", None: "0.8"}.get(mark, "1.4"),
            fixedsize="true",
            width=f"{width / 72:.4f}",
            height=f"{height / 72:.4f}",
        )
        if len(row.actors) > 1:
            self._wide.append(draw)  # above the bars of the lanes, so that its text can be read
        else:
            draw()
        return height + self._row_gap

    def _place(self, row: Row) -> tuple[float, float]:
        """The x and the width of a row's box, which reaches over the lanes of all who act in it."""
        over = [self._lanes[actor] for actor in row.actors if actor in self._lanes]
        over = over or [self._lanes[next(iter(self._lanes))]]
        return (min(over) + max(over)) / 2, max(over) - min(over) + self._box

    def _locks(self, tops: Sequence[float]) -> None:
        """Draw bars left of a lane: full while its actor holds the PTL, hollow while it waits."""
        holds, waits = lock_bars(self._graph, tops)
        for number, bar in enumerate(holds):
            self._bar("holds", number, bar, style="filled")
        for number, bar in enumerate(waits):
            self._bar("waits", number, bar, style="dashed")

    def _bar(self, sign: str, number: int, bar: Bar, style: str) -> None:
        actor, top, bottom = bar
        if actor not in self._lanes:
            return
        self._signs.add(sign)
        self._node(
            f"{sign}{number}",
            self._lanes[actor] - self._box / 2 - 7,
            (top + bottom) / 2,
            "",
            shape="box",
            fixedsize="true",
            width=f"{6 / 72:.4f}",
            height=f"{(top - bottom) / 72:.4f}",
            style=style,
            fillcolor=LOCK,
            color=LOCK,
            penwidth="1",
        )

    def _alternatives(self, tops: Sequence[float]) -> None:
        """Draw a dashed box in the lane of a CPU for as long as it could act and another did."""
        for number, could in enumerate(self._graph.alternatives):
            if could.choice.actor not in self._lanes:
                continue
            self._signs.add("could")
            top = tops[could.first] - self._row_gap / 2
            bottom = tops[could.last + 1] + self._row_gap / 2
            room = max(1, int((top - bottom) / CHOICE_LINE))
            text = f"could: {could.choice.function}(): {could.choice.primitive}"
            lines = wrap(text, CHOICE_WIDTH * 1.15)
            if len(lines) > room:
                lines = [*lines[: room - 1], f"{lines[room - 1].rstrip()} …"]
            self._node(
                f"could{number}",
                self._lanes[could.choice.actor] + (self._box - CHOICE_WIDTH) / 2,
                (top + bottom) / 2,
                "<BR/>".join(map(dot_text, lines)),
                shape="box",
                style="dashed",
                color=FAINT,
                fontcolor=FAINT,
                fixedsize="true",
                width=f"{CHOICE_WIDTH / 72:.4f}",
                height=f"{(top - bottom) / 72:.4f}",
            )

    def _edges(self) -> None:
        looks = {
            "then": {"color": EDGE, "arrowhead": "none", "tailport": "s", "headport": "n"},
            "ptl": {"color": LOCK, "penwidth": "1.4"},
            "missed": {"color": ALARM, "penwidth": "1.6"},
            "restored": {"color": ALARM, "penwidth": "1.4", "style": "dashed"},
        }
        for source, target, data in self._graph.graph.edges(data=True):
            look = dict(looks[data["kind"]])
            if data["kind"] != "then":
                left = self._x_of(source) < self._x_of(target)
                look |= {"tailport": "e" if left else "w", "headport": "w" if left else "e"}
            ends = [f"row{source}", f"row{target}"]
            # A box over several lanes is left and reached in the lane of the other one.
            if len(self._graph.rows[source].actors) > 1:
                ends[0] = self._anchor(source, target, data["kind"], bottom=True)
                look.pop("tailport")
            if len(self._graph.rows[target].actors) > 1:
                ends[1] = self._anchor(target, source, data["kind"], bottom=False)
                look.pop("headport")
            self._dot.edge(*ends, **look)

    def _anchor(self, row: int, other: int, kind: str, *, bottom: bool) -> str:
        """Put a point at the border of a wide box where an edge from or to another row meets it."""
        center, width = self._place(self._graph.rows[row])
        y, height = self._boxes[row]
        both = set(self._graph.rows[row].actors) & set(self._graph.rows[other].actors)
        x = self._lanes[both.pop()] if len(both) == 1 else self._x_of(other)
        x += 0 if kind == "then" else -self._box / 4
        x = min(max(x, center - width / 2), center + width / 2)
        name = f"{kind}{row}_{other}"
        place = f"{x:g},{y - height / 2 if bottom else y + height / 2:g}!"
        self._dot.node(name, label="", pos=place, shape="point", width="0.01", style="invis")
        return name

    def _x_of(self, row: int) -> float:
        return self._place(self._graph.rows[row])[0]

    def _footer(self, y: float) -> float:
        """Draw what stands below the rows and give the y of the bottom."""
        lines = []
        idle = [actor for actor in self._trace.lanes if actor not in self._lanes]
        said = [f"No step of this behaviour is taken by: {', '.join(idle)}."] if idle else []
        for sentence in summary(self._trace) + said:
            lines += [f"<B>{dot_text(line)}</B>" for line in wrap(sentence, self._right * 0.92)]
        y = self._left_aligned("summary", y - 6, lines)
        used = set[str]().union(*(letters(row.last.state.pte) for row in self._graph.rows))
        used |= {MIXED} if self._ptes.mixed else set()
        for number, line in enumerate(legend(used, self._signs, self._right)):
            self._node(f"legend{number}", self._right / 2, y - LEGEND_LINE / 2, line)
            y -= LEGEND_LINE
        return y - 3
