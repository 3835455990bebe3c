"""Makes a graph of a trace: rows as nodes in lanes, and as edges what one row owes another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from tornfolio.trace.fold import Row, fold
from tornfolio.trace.misses import misses
from tornfolio.trace.trace import Choice, Trace

__all__ = ["Alternative", "EdgeKind", "Mark", "TraceGraph", "build_graph", "waiting"]

EdgeKind = Literal["then", "ptl", "missed", "restored"]
Mark = Literal["missed", "cleared", "restored"]


@dataclass(frozen=True)
class Alternative:
    """What a CPU could have done all along while others acted, from row `first` to row `last`."""

    choice: Choice
    first: int
    last: int


@dataclass(frozen=True)
class TraceGraph:
    """A trace as a directed graph.

    The nodes of `graph` are the indices of `rows`; each has an attribute `lane`, an actor or None
    for the initial state. Its edges have an attribute `kind`: "then" from an actor's row to its
    next one, "ptl" from the row that drops the PTL to the row of an actor that waited for it,
    "missed" from the row that cleared a PTE to the one in which the walk read it as none, and
    "restored" from there to the row that set it again, with the attribute `slots`.
    `waits` gives for each row the actors that wait for the PTL meanwhile. `marks` says which rows
    are the race itself. `alternatives` are what could have happened instead, if the trace says so.
    `unfolded` says that each step was asked for as a row.
    """

    trace: Trace
    rows: tuple[Row, ...]
    graph: nx.DiGraph[int]
    waits: tuple[frozenset[str], ...]
    marks: dict[int, Mark]
    alternatives: tuple[Alternative, ...] = ()
    unfolded: bool = False


def build_graph(
    trace: Trace, *, unfold: bool = False, brief: bool = False, most: int | None = None
) -> TraceGraph:
    """Make the graph of a trace, with its steps folded as fold() does."""
    rows = fold(trace, unfold=unfold, brief=brief, most=most)
    graph: nx.DiGraph[int] = nx.DiGraph()
    for index, row in enumerate(rows):
        graph.add_node(index, lane=row.first.actor)
    graph.add_edges_from(_then(rows), kind="then")
    waits = tuple(map(frozenset, waiting(rows)))
    graph.add_edges_from(_handovers(rows, waits), kind="ptl")
    marks: dict[int, Mark] = {}
    row_of = {step.number: index for index, row in enumerate(rows) for step in row.steps}
    for miss in misses(trace):
        read = row_of[miss.read]
        marks[read] = "missed"
        if miss.cleared is not None:
            _add_slot(graph, row_of[miss.cleared], read, "missed", miss.slot)
            marks.setdefault(row_of[miss.cleared], "cleared")
        if miss.restored is not None:
            _add_slot(graph, read, row_of[miss.restored], "restored", miss.slot)
            marks.setdefault(row_of[miss.restored], "restored")
    return TraceGraph(trace, rows, graph, waits, marks, tuple(_alternatives(rows)), unfold)


def _alternatives(rows: tuple[Row, ...]) -> Iterator[Alternative]:
    """Join what a CPU could have done in rows that follow each other."""
    unfinished: dict[Choice, int] = {}
    for index, row in enumerate(rows):
        could = [choice for choice in row.choices() if choice.actor not in row.actors]
        for choice in [known for known in unfinished if known not in could]:
            yield Alternative(choice, unfinished.pop(choice), index - 1)
        for choice in could:
            unfinished.setdefault(choice, index)
    for choice, first in unfinished.items():
        yield Alternative(choice, first, len(rows) - 1)


def _then(rows: tuple[Row, ...]) -> Iterator[tuple[int, int]]:
    last: dict[str, int] = {}
    for index, row in enumerate(rows):
        for actor in row.actors:
            if actor in last:
                yield last[actor], index
            last[actor] = index


def waiting(rows: Sequence[Row]) -> list[dict[str, int]]:
    """For each row the actors that wait meanwhile for a PTL, each with its page table, from 1.

    Their next step takes a PTL that somebody else holds; an actor that has not begun does not wait.
    """
    begun: dict[str, int] = {}
    for index, row in enumerate(rows):
        for actor in row.actors:
            begun.setdefault(actor, index)
    wanted: dict[str, int | None] = {}
    found: list[dict[str, int]] = []
    for index, row in reversed(list(enumerate(rows))):
        ptls = row.last.state.ptls
        waits: dict[str, int] = {}
        for actor, table in wanted.items():
            holder = ptls[table - 1] if table else None
            if table and begun[actor] <= index and holder not in (None, actor):
                waits[actor] = table
        found.append(waits)
        for actor in row.actors:
            wanted[actor] = row.of(actor).first.takes
    return found[::-1]


def _handovers(
    rows: tuple[Row, ...], waits: tuple[frozenset[str], ...]
) -> Iterator[tuple[int, int]]:
    for index, row in enumerate(rows):
        table = row.last.drops
        if table is None or index == 0:
            continue
        after = range(index + 1, len(rows))
        taker = next((i for i in after if rows[i].first.takes == table), None)
        if taker is not None and rows[taker].first.actor in waits[index - 1]:
            yield index, taker


def _add_slot(graph: nx.DiGraph[int], source: int, target: int, kind: EdgeKind, slot: int) -> None:
    if graph.has_edge(source, target) and graph.edges[source, target]["kind"] == kind:
        graph.edges[source, target]["slots"] += (slot,)
    elif source != target:
        graph.add_edge(source, target, kind=kind, slots=(slot,))
