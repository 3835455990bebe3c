"""Reads the states and steps that TLC dumps, line by line, into a networkx graph."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

import networkx as nx

from tornfolio.model.ptes import short_pattern
from tornfolio.support.errors import ToolFailed
from tornfolio.tla.page_runs import each_page
from tornfolio.tla.values import Value, ValueSyntaxError, parse_value
from tornfolio.tlc.behaviour import RawState
from tornfolio.trace.layout import Layout
from tornfolio.trace.state import State, read_state

__all__ = ["Dump", "DumpedState", "read_dump", "read_some"]

# The translator's own action: all CPUs are done and nothing happens for ever.
_END = "Terminating"
_NODE = re.compile(r'(-?\d+) \[label="/\\\\ ')
_EDGE = re.compile(r'(-?\d+) -> (-?\d+) \[label="(\w+)')
_INITIAL = "style = filled]"
_BETWEEN = r"\n/\\ "
_QUOTED = re.compile(r'(?:[^"\\]|\\.)*')
_ESCAPE = re.compile(r'\\(n|"|\\)')
_WANTED = ("pte", "pte_runs", "pmd", "ptl", "pc")
_MOST_REMEMBERED = 256
_MOST_WHOLE = 1 << 16


@dataclass(frozen=True, slots=True)
class DumpedState:
    """What a graph keeps of a state.

    `fingerprint` is TLC's; `pattern` that of the PTEs; `holders` names the CPUs that hold PTLs,
    `-` if none does; `pcs` has the label of each CPU, in an order that the graph says. `whole` is
    the state with all its variables, if these were asked for.
    """

    fingerprint: int
    pattern: str
    holders: str
    pcs: tuple[str, ...]
    whole: State | None = None


@dataclass(frozen=True)
class Dump:
    """A dump that was read: `graph` has the numbers of the states as nodes.

    Each node has an attribute `state`, each edge `action`: a label, or several with commas
    between them. States have numbers from 1, in the order in which TLC found them; `initial` are
    the initial ones. `steps` is the number of steps in the file, repeated ones and the stuttering
    at the end included.
    """

    graph: nx.DiGraph[int]
    initial: frozenset[int]
    steps: int


def read_dump(
    lines: Iterable[str], cpus: Sequence[str], nr_pages: int, where: str, *, whole: bool = False
) -> Dump:
    """Read a dump in the DOT that TLC writes; of each line no more is kept than the graph needs.

    `cpus` is the order of the labels in DumpedState.pcs, `nr_pages` the PTEs of one VMA. With
    `whole`, all variables of each state are kept.
    Raises ToolFailed, with `where` and the line, if it is cut off or not understood.
    """
    reader = _Reader(cpus, nr_pages, where, whole=whole)
    for line in lines:
        reader.feed(line)
    return reader.finish()


def read_some(
    lines: Iterable[str], numbers: Collection[int], nr_pages: int, where: str
) -> dict[int, Mapping[str, Value]]:
    """All variables of some states of a dump, by the numbers of these. Raises ToolFailed."""
    found: dict[int, Mapping[str, Value]] = {}
    number = 0
    for line in lines:
        node = _NODE.match(line)
        if node is None:
            continue
        number += 1
        if number not in numbers:
            continue
        texts = dict(_variables(line[node.end() :].rstrip()))
        try:
            found[number] = each_page(
                {name: _value(text) for name, text in texts.items()}, nr_pages
            )
        except ValueSyntaxError as error:
            raise ToolFailed(f"{where}: state {number} is not understood: {error}") from None
    if len(found) != len(set(numbers)):
        raise ToolFailed(f"{where} has not all of the states", "make room there and run again")
    return found


def _variables(text: str) -> Iterator[tuple[str, str]]:
    """The name and the text of each variable in what follows on the beginning of a label."""
    for part in text.partition('",tooltip="')[0].split(_BETWEEN):
        name, _, value = part.partition(" = ")
        yield name, value


class _Reader:
    def __init__(
        self, cpus: Sequence[str], nr_pages: int, where: str, *, whole: bool = False
    ) -> None:
        self._cpus = cpus
        self._whole = whole
        self._layout = Layout(nr_pages)
        self._where = where
        self._graph: nx.DiGraph[int] = nx.DiGraph()
        self._numbers: dict[str, int] = {}
        self._described = 0
        self._initial: set[int] = set()
        self._steps = 0
        self._line = 0
        self._last = ""
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        # Reading the values of 128 PTEs takes longer than everything else about a state.
        self._value = lru_cache(_MOST_WHOLE if whole else _MOST_REMEMBERED)(_value)

    def feed(self, line: str) -> None:
        self._line += 1
        if edge := _EDGE.match(line):
            self._edge(self._number(edge[1]), self._number(edge[2]), sys.intern(edge[3]))
        elif node := _NODE.match(line):
            self._node(node[1], line[node.end() :].rstrip())
        elif line[:1].isdigit() or line[:1] == "-":
            self._fail("is neither a state nor a step")
        self._last = line.strip() or self._last

    def finish(self) -> Dump:
        if self._last != "}" or not self._described or self._described != len(self._numbers):
            raise ToolFailed(
                f"{self._where} is cut off after line {self._line}", "make room there and run again"
            )
        return Dump(self._graph, frozenset(self._initial), self._steps)

    def _number(self, fingerprint: str) -> int:
        """A state its number where it is first named: TLC does that when it finds it."""
        return self._numbers.setdefault(fingerprint, len(self._numbers) + 1)

    def _edge(self, source: int, target: int, action: str) -> None:
        self._steps += 1
        if source > self._described:
            self._fail("has a step from a state that is not there")
        if action == _END:
            return
        if self._graph.has_edge(source, target):
            known = self._graph.edges[source, target]
            if action not in known["action"].split(", "):
                known["action"] += f", {action}"
        else:
            self._graph.add_edge(source, target, action=action)

    def _node(self, fingerprint: str, text: str) -> None:
        number = self._number(fingerprint)
        self._described += 1
        if number != self._described:
            self._fail("has a state that is not in the order in which TLC finds states")
        if text.endswith(_INITIAL):
            self._initial.add(number)
        self._graph.add_node(number, state=self._state(int(fingerprint), text))

    def _state(self, fingerprint: int, text: str) -> DumpedState:
        # What is not wanted is not even unescaped.
        texts = {
            name: value
            for name, value in _variables(text)
            if self._whole or name in _WANTED
        }  # fmt: skip
        try:
            variables = {name: self._value(value) for name, value in texts.items()}
            variables = each_page(variables, self._layout.nr_pages)
            state = read_state(RawState(self._described, "", variables))
            pcs = tuple(state.pc[cpu] for cpu in self._cpus)
        except (ValueSyntaxError, ToolFailed, KeyError, TypeError):
            self._fail("has a state without readable pte, ptl and pc")
        return DumpedState(
            fingerprint=fingerprint,
            pattern=sys.intern(short_pattern(self._layout.by_vma(state.pte))),
            holders=sys.intern(state.holders()),
            pcs=self._shared.setdefault(pcs, pcs),
            whole=state if self._whole else None,
        )

    def _fail(self, what: str) -> NoReturn:
        raise ToolFailed(
            f"{self._where}: line {self._line} {what}", "choose another tla2tools.jar, or none"
        ) from None


def _value(text: str) -> Value:
    """Read a value as it stands in a label, of which the last one is followed by a quote."""
    quoted = _QUOTED.match(text)
    inner = quoted[0] if quoted else ""
    return parse_value(_ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], inner))
