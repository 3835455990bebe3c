"""A way to an ending is a shortest one, takes steps of TLC alone, and ends as was asked."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.explore.moves import whole
from tornfolio.explore.state_graph import StateGraph, find_state_graph
from tornfolio.explore.ways import find_way, outcome_wish, witness_wish
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace.trace import Trace


def graph_of(tools: Toolchain, runs: Path, name: str, *settings: str) -> StateGraph:
    """All states of a scenario, each with all variables."""
    found = find_state_graph(load_scenario(name, settings), tools=tools, runs=runs, whole=20_000)
    assert found.graph is not None
    return found.graph


def numbers(graph: StateGraph, trace: Trace) -> list[int]:
    """The states of a trace by their numbers in the graph; each step must be one of TLC's."""
    known = {frozenset(whole(graph, number).variables.items()): number for number in graph.graph}
    path = [known[frozenset(step.state.variables.items())] for step in trace.steps]
    for (before, after), step in zip(pairwise(path), trace.steps[1:], strict=True):
        assert step.action in graph.graph.edges[before, after]["action"].split(", ")
    return path


@pytest.mark.parametrize(
    ("settings", "patterns"),
    [
        (("nr_pages=3",), {"PPP", "PPS", "PSS", "SSS"}),
        # A page table whose PTEs are none has been replaced by another folio's PMD.
        (("nr_pages=1", "writers=collapse"), {"O", "S"}),
    ],
)
def test_a_way_to_each_final_state(
    tools: Toolchain, tmp_path: Path, settings: tuple[str, ...], patterns: set[str]
) -> None:
    """It ends in it, and no way is shorter."""
    graph = graph_of(tools, tmp_path, "torn-pte0", *settings)
    assert patterns == {graph.state(number).pattern for number in graph.done}
    for pattern in sorted(patterns):
        wish = outcome_wish(graph.scenario, pattern)
        way = find_way(wish, tools=tools, runs=tmp_path)
        assert way.trace is not None and way.reason == ""
        path = numbers(graph, way.trace)
        ends = [end for end in graph.done if graph.state(end).pattern == pattern]
        assert path[-1] in ends
        assert len(path) - 1 == min(graph.depths[end] for end in ends)
        assert way.trace.heading == f"{pattern} is how it can end"


def test_a_witness(tools: Toolchain, tmp_path: Path) -> None:
    """The writer does all that it does to PTEs between the walk's first step and its last one."""
    graph = graph_of(tools, tmp_path, "whole-with-sync", "nr_pages=2")
    way = find_way(witness_wish(graph.scenario), tools=tools, runs=tmp_path)
    assert way.trace is not None
    path = numbers(graph, way.trace)
    assert path[-1] in graph.done
    acted = [step.number for step in way.trace.steps if step.actor == "contpte" and step.changes]
    labels = [step.state.pc["reclaim"] for step in way.trace.steps]
    walking = [at for at, label in enumerate(labels) if not label.startswith("shrink_")]
    begun = walking[0] if labels[0].startswith("shrink_") else walking[1]
    assert acted and begun < min(acted)
    assert not any(step.stepped_over for step in way.trace.steps)


def test_a_witness_in_a_condition(call: Call) -> None:
    """The condition holds at the end; where no behaviour ends so, that is said."""
    ended = call("trace", "torn-pte0", "--set", "nr_pages=2", "--witness", "Reclaimed")
    assert ended.status == 0
    assert ended.stdout.startswith("AllOrNothing holds with Reclaimed, and a writer got in between")
    assert "The behaviour ends with the PTEs SS." in ended.stdout
    formula = call("trace", "torn-pte0", "--set", "nr_pages=2", "--witness", "reclaimed = 0..1")
    assert formula.status == 0
    assert formula.stdout.startswith("AllOrNothing holds with reclaimed = 0..1, and a writer got")
    assert "The behaviour ends with the PTEs SS." in formula.stdout
    none = call("trace", "whole-with-sync", "--set", "nr_pages=2", "--witness", "Torn")
    assert (none.status, none.stdout) == (1, "")
    assert none.complaints == [
        "no behaviour of whole-with-sync ends so after a writer got in between"
    ]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--outcome", "PS|SS"), "has the PTEs of 2 VMAs, not of 1"),
        (("--outcome", "PPP"), "--outcome"),
        (("--outcome", "PSSS", "--witness"), "exclude each other"),
        (("--witness", "Nothing"), "unknown condition"),
        (("--set", "writers=none", "--witness"), "no writer"),
    ],
)
def test_what_cannot_be_asked(call: Call, args: tuple[str, ...], words: str) -> None:
    """Patterns of another folio, unknown conditions and a folio without writers are refused."""
    assert words in call("trace", "torn-pte0", *args).refused()


def test_an_ending_that_cannot_be(call: Call) -> None:
    """The exit status is 1, and nothing is shown."""
    ended = call("trace", "torn-pte0", "--set", "nr_pages=2", "--outcome", "SP")
    assert (ended.status, ended.stdout) == (1, "")
    assert ended.complaints == ["no behaviour of torn-pte0 ends with the PTEs SP"]
