"""Makes a state graph small enough to draw: states that are alike become one node."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from tornfolio.explore.state_graph import StateGraph
from tornfolio.model.ptes import shape
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import did_you_mean, shown

__all__ = ["LIMIT", "READABLE", "WORDS", "Block", "Quotient", "check_by", "coarsen"]

# So many nodes Graphviz draws in a second or two, and a patient reader can still follow an edge.
LIMIT = 400
# Who did not ask for a certain picture is better served by one that fits on a screen or two.
READABLE = 150
# What --by may name beside CPUs: each state, every PTE, their kinds alone, and who holds PTLs.
STATE = "state"
PTE = "pte"
SHAPE = "shape"
PTL = "ptl"
WORDS = (STATE, PTE, SHAPE, PTL)
# The walk says most about where a behaviour stands.
_WALKER = "reclaim"


@dataclass(frozen=True)
class Block:
    """The states that one node of a picture stands for: one state, or all that are alike.

    `pattern`, `holders` and `pcs`, (CPU, label) pairs, are what they have in common; `holders` is
    None where they may differ in it. `states`, `violating`, `terminal` and `done` count them,
    `first` is the number of the first. `step` says which step of the counterexample first leads
    here, 0 being the initial state, None that none does.
    """

    pattern: str
    holders: str | None
    pcs: tuple[tuple[str, str], ...]
    states: int
    violating: int
    terminal: int
    done: int
    initial: bool
    first: int
    step: int | None


@dataclass(frozen=True)
class Quotient:
    """A graph of blocks: the nodes of `graph` are the indices of `blocks`.

    There is an edge where some state of one block has a step to a state of another; `actions` are
    their labels, `steps` counts them, and `marked` says whether the counterexample goes there.
    `by` says in words in what the states of a block are alike, "" if each state is a block of its
    own; `coarser` that this is less than was asked for.
    """

    source: StateGraph
    blocks: tuple[Block, ...]
    graph: nx.DiGraph[int]
    by: str
    coarser: bool = False


@dataclass(frozen=True)
class _Level:
    """One way to say which states are alike."""

    pattern: Callable[[str], str]
    holders: bool = False
    cpus: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say in what the states are alike."""
        kinds = "order of the kinds of PTEs (not how many of each)"
        what = [kinds if self.pattern is shape else "PTEs"]
        what += ["holder of the PTL"] if self.holders else []
        what += [f"label of {cpu}" for cpu in self.cpus]
        return " and ".join(filter(None, [", ".join(what[:-1]), what[-1]]))


def check_by(by: Sequence[str], cpus: Sequence[str]) -> tuple[str, ...]:
    """What states of a block are to have in common, each name once.

    `by` names WORDS and CPUs; each text may hold several names with commas between them.
    Raises BadInput.
    """
    names = [name.strip() for text in by for name in text.split(",")]
    known = (*cpus, *WORDS)
    for name in names:
        if name not in known:
            raise BadInput(
                f"--by {shown(name)} is nothing that states can have in common"
                f"{did_you_mean(name, known)}",
                f"use {', '.join(known)}",
            )
    return tuple(dict.fromkeys(names))


def coarsen(found: StateGraph, by: Sequence[str] = (), limit: int = LIMIT) -> Quotient:
    """A graph of no more than `limit` blocks, as fine as that allows.

    With STATE each state is a block of its own, and without `by` if they are few enough to be
    read. Else states are alike that agree in their PTEs (with SHAPE in the order of their kinds),
    in the holders of PTLs (with PTL or a CPU), and in the labels of the CPUs that `by` names. If
    there are still too many blocks, less is asked of them step by step, until they fit on a screen
    or two. Raises BadInput if nothing helps.
    """
    asked = check_by(by, found.cpus)
    most = limit if STATE in asked else min(limit, READABLE)
    if (not asked or STATE in asked) and found.graph.number_of_nodes() <= most:
        return _quotient(found, None)
    for step, level in enumerate(_levels(asked)):
        most = limit if asked and step == 0 else min(limit, READABLE)
        if len({_key(found, level, number) for number in found.graph}) <= most:
            less = bool(asked) and (step > 0 or STATE in asked)
            return _quotient(found, level, coarser=less)
    raise BadInput(
        f"{found.graph.number_of_nodes()} states are more than a picture can show",
        "choose smaller parameters, or -f graphml or -f json for all of them",
    )


def _levels(by: Sequence[str]) -> Iterator[_Level]:
    """The levels from the one that was asked for down to the coarsest."""
    cpus = tuple(name for name in by if name not in WORDS)
    cpus = cpus if cpus or (by and STATE not in by) else (_WALKER,)
    patterns = (shape,) if SHAPE in by else (str, shape)
    for pattern in patterns:
        if cpus and pattern is patterns[0]:
            yield _Level(pattern, holders=True, cpus=cpus)
        if cpus or PTL in by or pattern is not patterns[0]:
            yield _Level(pattern, holders=True)
        yield _Level(pattern)


def _key(found: StateGraph, level: _Level | None, number: int) -> Hashable:
    if level is None:
        return number
    state = found.state(number)
    labels = dict(zip(found.cpus, state.pcs, strict=True))
    return (
        level.pattern(state.pattern),
        state.holders if level.holders else None,
        tuple((cpu, labels[cpu]) for cpu in level.cpus),
    )


def _quotient(found: StateGraph, level: _Level | None, *, coarser: bool = False) -> Quotient:
    groups: dict[Hashable, list[int]] = {}
    for number in sorted(found.graph):
        groups.setdefault(_key(found, level, number), []).append(number)
    block_of = {n: index for index, numbers in enumerate(groups.values()) for n in numbers}
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(groups)))
    path = [block_of[number] for number in found.counterexample]
    marked = set(pairwise(path))
    for before, after, action in found.graph.edges(data="action"):
        source, target = block_of[before], block_of[after]
        if source == target:
            continue
        if not graph.has_edge(source, target):
            is_marked = (source, target) in marked
            graph.add_edge(source, target, actions=set(), steps=0, marked=is_marked)
        graph.edges[source, target]["actions"].update(action.split(", "))
        graph.edges[source, target]["steps"] += 1
    blocks = tuple(
        _block(found, level, numbers, path.index(index) if index in path else None)
        for index, numbers in enumerate(groups.values())
    )
    return Quotient(found, blocks, graph, level.words if level else "", coarser)


def _block(
    found: StateGraph, level: _Level | None, numbers: Sequence[int], step: int | None
) -> Block:
    state = found.state(numbers[0])
    labels = tuple(zip(found.cpus, state.pcs, strict=True))
    return Block(
        pattern=level.pattern(state.pattern) if level else state.pattern,
        holders=state.holders if level is None or level.holders else None,
        pcs=tuple(pair for pair in labels if level is None or pair[0] in level.cpus),
        states=len(numbers),
        violating=len(found.violating.intersection(numbers)),
        terminal=len(found.terminal.intersection(numbers)),
        done=len(found.done.intersection(numbers)),
        initial=not found.initial.isdisjoint(numbers),
        first=numbers[0],
        step=step,
    )
