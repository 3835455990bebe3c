"""Says from where to where the bars of a picture reach: who holds a PTL, and who waits for one."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.views.lanes import TraceGraph

__all__ = ["Bar", "lock_bars"]

# An actor, and the y of both ends.
Bar = tuple[str, float, float]


def lock_bars(graph: TraceGraph, tops: Sequence[float]) -> tuple[list[Bar], list[Bar]]:
    """The bars of those that hold and of those that wait; row i is from tops[i] to the next."""
    holds: list[Bar] = []
    waits: list[Bar] = []
    for index, row in enumerate(graph.rows):
        top, bottom = tops[index], tops[index + 1]
        middle, actor = (top + bottom) / 2, row.first.actor
        for table, holder in enumerate(row.last.state.ptls, start=1):
            if row.last.drops == table and actor:
                holds.append((actor, top, middle))
            elif holder:
                holds.append((holder, middle if row.first.takes == table else top, bottom))
        waits += ((waiting, top, bottom) for waiting in graph.waits[index])
    return _joined(holds), _joined(waits)


def _joined(bars: Sequence[Bar]) -> list[Bar]:
    """Join bars of one actor where one begins as the other ends."""
    joined: list[Bar] = []
    for actor, top, bottom in sorted(bars, key=lambda bar: (bar[0], -bar[1])):
        if joined and joined[-1][0] == actor and joined[-1][2] == top:
            joined[-1] = (actor, joined[-1][1], bottom)
        else:
            joined.append((actor, top, bottom))
    return joined
