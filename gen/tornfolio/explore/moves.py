"""Finds which CPU can take which step in each state of a graph, and what the others wait for."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tornfolio.explore.state_graph import DONE, StateGraph
from tornfolio.support.errors import ToolFailed
from tornfolio.tla.guards import awaits
from tornfolio.tla.values import Function, Value
from tornfolio.trace.actors import actor_of
from tornfolio.trace.state import NOBODY, State

__all__ = ["Held", "Move", "Moves", "Wait", "find_moves", "whole"]

_COMPARED = re.compile(rf'(\w+)(?:\[[^=#]*\])? = "{NOBODY}"')


@dataclass(frozen=True, slots=True)
class Move:
    """A step that a CPU can take: it does what its label says and leads to the state `target`."""

    cpu: str
    label: str
    target: int


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that somebody holds: a variable, the place in it if it has several, and the CPU."""

    variable: str
    place: str
    holder: str


@dataclass(frozen=True, slots=True)
class Wait:
    """A CPU that has not finished and can take no step.

    `awaits` are the conditions at its label, one of which does not hold; `held` the locks that it
    waits for, each with its holder.
    """

    cpu: str
    label: str
    awaits: tuple[str, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Moves:
    """For each state of a graph the steps that CPUs can take, and the CPUs that wait."""

    moves: Mapping[int, tuple[Move, ...]]
    waits: Mapping[int, tuple[Wait, ...]]


def find_moves(found: StateGraph) -> Moves:
    """Find them in a graph whose states are whole.

    For which lock a CPU waits follows from the graph: it is the one that its step takes in the
    nearest state in which others have let it go. Where its step takes none, it is each lock that
    its conditions speak of.
    """
    order = found.cpus.index
    moves = {
        number: tuple(
            sorted(_moves(found, number), key=lambda move: (order(move.cpu), move.target))
        )
        for number in found.graph
    }
    wanted = {cpu: _wanted(found, moves, cpu) for cpu in found.cpus}
    conditions = cache(lambda label: awaits(found.spec.tla, label))
    waits = {
        number: tuple(
            Wait(
                cpu, label, conditions(label), _held(whole(found, number), locks, conditions(label))
            )
            for cpu, label in zip(found.cpus, found.state(number).pcs, strict=True)
            if label != DONE and all(move.cpu != cpu for move in moves[number])
            for locks in [wanted[cpu].get(number, frozenset())]
        )
        for number in found.graph
    }
    return Moves(moves, waits)


def whole(found: StateGraph, number: int) -> State:
    """A state with all its variables."""
    state = found.state(number).whole
    if state is None:
        raise ValueError("the states of this graph are not whole")
    return state


def _moves(found: StateGraph, number: int) -> Iterator[Move]:
    before = whole(found, number)
    for target in found.graph.successors(number):
        after = whole(found, target)
        for label in found.graph.edges[number, target]["action"].split(", "):
            yield Move(_cpu(found, before, after, label), label, target)


def _cpu(found: StateGraph, before: State, after: State, label: str) -> str:
    """The CPU that takes a step: at the label, and seen to take it if there are several."""
    at_label = [cpu for cpu in found.spec.cpus[found.processes[label]] if before.pc[cpu] == label]
    if not at_label:
        raise ToolFailed(f"TLC dumps a step at {label}, at which no CPU is")
    straddle = found.spec.scenario.parameters.straddle
    return actor_of(before, after, at_label, straddle) or at_label[0]


def _wanted(
    found: StateGraph, moves: Mapping[int, tuple[Move, ...]], cpu: str
) -> dict[int, frozenset[tuple[str, str]]]:
    """For states in which a CPU can do nothing, the locks that it takes where it can again."""
    can = {number for number, some in moves.items() if any(move.cpu == cpu for move in some)}
    wanted: dict[int, frozenset[tuple[str, str]]] = {}
    for number in sorted(can):
        before = whole(found, number)
        wanted[number] = frozenset(
            lock
            for move in moves[number]
            if move.cpu == cpu
            for lock in _taken(before, whole(found, move.target), cpu)
        )
    waiting = deque(sorted(can))
    while waiting:
        number = waiting.popleft()
        label = whole(found, number).pc[cpu]
        for earlier in found.graph.predecessors(number):
            if earlier not in wanted and whole(found, earlier).pc[cpu] == label:
                wanted[earlier] = wanted[number]
                waiting.append(earlier)
    return wanted


def _taken(before: State, after: State, cpu: str) -> Iterator[tuple[str, str]]:
    for name, value in before.variables.items():
        new = after.variables.get(name)
        for place, old in _places(value):
            if old == NOBODY and dict(_places(new)).get(place) == cpu:
                yield name, place


def _places(value: Value | None) -> Iterator[tuple[str, Value]]:
    """The values of a lock, or of each place of a variable that has several."""
    match value:
        case str():
            yield "", value
        case tuple():
            yield from ((str(at), each) for at, each in enumerate(value, start=1))
        case Function():
            yield from ((str(key), value[key]) for key in value)


def _held(
    state: State, locks: frozenset[tuple[str, str]], conditions: tuple[str, ...]
) -> tuple[Held, ...]:
    names = [name for text in conditions for name in _COMPARED.findall(text)]
    several = sorted(locks) or [
        (name, place)
        for name in dict.fromkeys(names)
        for place, _ in _places(state.variables.get(name))
    ]
    held = []
    for name, place in several:
        holder = dict(_places(state.variables[name])).get(place)
        if isinstance(holder, str) and holder != NOBODY:
            held.append(Held(name, place, holder))
    return tuple(held)
