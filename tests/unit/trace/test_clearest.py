"""A counterexample is as clear as a shortest one can be, and still TLC's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from tornfolio.check.check import check
from tornfolio.explore.moves import find_moves, whole
from tornfolio.explore.state_graph import StateGraph, find_state_graph
from tornfolio.model.scenario import Scenario, load_scenario
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace import clearest
from tornfolio.trace.clearest import switches
from tornfolio.trace.trace import Trace

# The numbers of CPUs, of actors that take turns, and of page tables differ.
CASES = [
    ("torn-pte0", "nr_pages=2"),
    ("torn-pte0", "nr_pages=3", "granularity=fine"),
    ("torn-pte0", "nr_pages=2", "writers=contpte,contpte"),
    ("torn-across-mms", "nr_pages=2"),
    ("missed-small-folio",),
]


def anywhere(name: str, *settings: str) -> Scenario:
    """A scenario whose counterexample may end in any violating state."""
    return replace(load_scenario(name, settings), condition=None)


def found_by(tools: Toolchain, runs: Path, scenario: Scenario, *, clear: bool) -> Trace:
    """The counterexample of a check."""
    names = (scenario.property_name,)
    trace = check(scenario, tools=tools, runs=runs, properties=names, clear=clear).trace
    assert trace is not None
    return trace


def fewest(graph: StateGraph) -> tuple[int, int]:
    """The length of the shortest ways to a violating state, and the fewest switches of all of them.

    Each way is walked, one by one.
    """
    length = min(graph.depths[number] for number in graph.violating)
    ends = {number for number in graph.violating if graph.depths[number] == length}
    useful = set(ends).union(*(nx.ancestors(graph.graph, end) for end in ends))
    moves = find_moves(graph).moves
    best = length
    ways = [(start, "", 0) for start in sorted(graph.initial)]
    while ways:
        number, last, turns = ways.pop()
        if number in ends:
            best = min(best, turns)
            continue
        for move in moves[number]:
            nearer = graph.depths[move.target] == graph.depths[number] + 1
            if nearer and move.target in useful:
                ways.append((move.target, move.cpu, turns + (last not in ("", move.cpu))))
    return length, best


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_no_shortest_way_has_fewer_switches(
    tools: Toolchain, tmp_path: Path, case: tuple[str, ...]
) -> None:
    """Among all ways of its length, which is the least, none has fewer switches between CPUs."""
    scenario = anywhere(*case)
    graph = find_state_graph(scenario, tools=tools, runs=tmp_path, whole=20_000).graph
    assert graph is not None
    length, best = fewest(graph)
    trace = found_by(tools, tmp_path, scenario, clear=True)
    assert trace.steps[-1].number == length
    assert switches(trace) == best
    known = {frozenset(whole(graph, number).variables.items()): number for number in graph.graph}
    path = [known[frozenset(step.state.variables.items())] for step in trace.steps]
    assert path[-1] in graph.violating
    moves = find_moves(graph).moves
    for before, step, after in zip(path, trace.steps[1:], path[1:], strict=False):
        taken = [move for move in moves[before] if move.target == after]
        assert any((move.cpu, move.label) == (step.actor, step.action) for move in taken)


def test_it_ends_in_the_condition_and_is_the_same_each_time(
    tools: Toolchain, tmp_path: Path
) -> None:
    """The folio of torn-pte0 keeps PTE0 alone, after as many steps as TLC's own counterexample."""
    scenario = load_scenario("torn-pte0")
    own = found_by(tools, tmp_path, scenario, clear=False)
    first = found_by(tools, tmp_path, scenario, clear=True)
    assert first == found_by(tools, tmp_path, scenario, clear=True)
    assert first.condition == own.condition == scenario.condition
    assert len(first.steps) == len(own.steps)
    assert first.steps[-1].state.pte == own.steps[-1].state.pte == ("present", *["swap"] * 3)
    # The writer comes in between once, and has begun before the walk or goes on after it.
    assert switches(first) == 3 < switches(own)


def test_beyond_the_bound_it_is_what_tlc_shows(
    tools: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With too many states to look at, the counterexample is the one of the search itself."""
    monkeypatch.setattr(clearest, "MOST_STATES", 20)
    scenario = load_scenario("torn-pte0")
    own = found_by(tools, tmp_path, scenario, clear=False)
    assert found_by(tools, tmp_path, scenario, clear=True) == own
