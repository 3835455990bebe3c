"""Who can take which step, and what the others wait for, is said as TLC has it."""

from __future__ import annotations

import re
import webbrowser
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.explore.moves import Held, Moves, find_moves, whole
from tornfolio.explore.state_graph import StateGraph, find_state_graph
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.views import explorer_page

Found = Callable[..., tuple[StateGraph, Moves]]


@pytest.fixture(scope="session")
def found(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """A function that finds a graph of whole states, and its moves, once for each question."""
    runs = tmp_path_factory.mktemp("moves")

    @cache
    def once(name: str, *settings: str) -> tuple[StateGraph, Moves]:
        search = find_state_graph(
            load_scenario(name, settings), tools=tools, runs=Path(runs), whole=20_000
        )
        assert search.graph is not None
        return search.graph, find_moves(search.graph)

    return once


CASES = [
    ("straddle-second-table",),
    ("torn-across-mms", "nr_pages=2"),
    ("torn-pte0", "nr_pages=2", "writers=contpte,contpte"),
    ("torn-pte0", "nr_pages=2", "writers=madvise,fault"),
]


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_every_cpu_moves_waits_or_has_finished(found: Found, case: tuple[str, ...]) -> None:
    """Of the three each CPU does one in each state; a move begins at its label and leaves it."""
    graph, moves = found(*case)
    for number in graph.graph:
        state = whole(graph, number)
        moving = {move.cpu for move in moves.moves[number]}
        waiting = {wait.cpu for wait in moves.waits[number]}
        done = {cpu for cpu, label in state.pc.items() if label == "Done"}
        assert moving | waiting | done == set(graph.cpus)
        assert not (moving & waiting or moving & done or waiting & done)
        for move in moves.moves[number]:
            assert state.pc[move.cpu] == move.label
            after = whole(graph, move.target)
            others = [cpu for cpu in graph.cpus if cpu != move.cpu]
            assert all(state.pc[cpu] == after.pc[cpu] for cpu in others)


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_who_holds_the_lock(found: Found, case: tuple[str, ...]) -> None:
    """Somebody else holds what a CPU waits for, and the condition at its label speaks of it."""
    graph, moves = found(*case)
    waits = [(number, wait) for number in graph.graph for wait in moves.waits[number]]
    assert waits
    for number, wait in waits:
        assert wait.held and wait.awaits
        for held in wait.held:
            value = whole(graph, number).variables[held.variable]
            if isinstance(value, tuple):
                value = value[int(held.place) - 1]
            assert value == held.holder
            assert held.holder not in (wait.cpu, "nobody")
            assert any(held.variable in condition for condition in wait.awaits)


def test_which_of_two_page_tables(found: Found) -> None:
    """Reclaim waits for the PTL of the page table in which the PTE at hand lies."""
    graph, moves = found("straddle-second-table")
    straddle = graph.scenario.parameters.straddle
    seen = set()
    for number in graph.graph:
        state = whole(graph, number)
        for wait in moves.waits[number]:
            if wait.cpu == "reclaim" and wait.label in ("map_pte_lock", "next_pte_lock"):
                addr = state.variables["addr"]
                assert isinstance(addr, int)
                table = 2 if addr >= straddle else 1
                assert wait.held == (Held("ptl", str(table), "protect"),)
                seen.add(table)
    assert seen == {1, 2}


def test_a_page_is_written_where_it_is_asked_for(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default it is named after the scenario; only --open opens it where nobody sits."""
    shown: list[str] = []

    def opened(url: str) -> bool:
        shown.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", opened)
    small = ("torn-pte0", "--set", "nr_pages=2")
    assert call("explore", *small).status == 0
    assert (here / "torn-pte0.html").is_file()
    assert shown == []
    assert call("explore", *small, "-o", "walk.html", "--open").status == 0
    assert shown == [(here / "walk.html").as_uri()]
    first, second = ((here / name).read_bytes() for name in ("torn-pte0.html", "walk.html"))
    assert first == second


def test_too_many_states_are_refused_with_their_number(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written then, and the sentence says what to do."""
    monkeypatch.setattr(explorer_page, "MOST_STATES", 100)
    counted = call("outcomes", "torn-pte0", "--set", "nr_pages=2").stdout
    found = re.search(r"([\d,]+) distinct", counted)
    assert found
    sentence = call("explore", "torn-pte0", "--set", "nr_pages=2").refused()
    assert f"torn-pte0 has {found[1]} states, and a page has room for 100" in sentence
    assert "--set" in sentence
    assert not (here / "torn-pte0.html").exists()
