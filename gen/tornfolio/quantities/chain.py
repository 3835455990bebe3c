"""The states and steps of a scenario as compact arrays: what every quantity is computed from."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tornfolio.model.scenario import Scenario
from tornfolio.quantities.observer import (
    Observation,
    parse_facts,
    parse_labels,
    read_observation,
)
from tornfolio.support.errors import ToolFailed

__all__ = ["DONE", "Chain", "Seen", "Step", "read_chain", "read_seen"]

DONE = "Done"
# The translator's own action: all CPUs are done and nothing happens for ever.
_END = "Terminating"
_NODE = re.compile(r'(-?\d+) \[label="')
_EDGE = re.compile(r'(-?\d+) -> (-?\d+) \[label="(\w+)')
_INITIAL = "style = filled]"
_AGAIN = "make room there and run again"


@dataclass(frozen=True, slots=True)
class Step:
    """A step from a state: which CPU takes it, by its number, its label, and where it leads."""

    cpu: int
    label: str
    target: int


@dataclass(frozen=True)
class Seen:
    """What TLC says of all states, in their order; equal facts and labels are kept once."""

    facts: tuple[Observation, ...]
    labels: tuple[tuple[str, ...], ...]
    fact_of: array[int]
    labels_of: array[int]


@dataclass(frozen=True)
class Chain:
    """All reachable states, numbered from 0 as TLC found them, and the steps between them.

    State 0 is the initial one. `cpus` are in the order of the labels of a state. Of each state,
    `steps` gives the steps, those of one CPU after the other.
    """

    scenario: Scenario
    cpus: tuple[str, ...]
    primitives: Mapping[str, str]
    seen: Seen
    actions: tuple[str, ...]
    begins: array[int]
    targets: array[int]
    action_of: array[int]
    cpu_of: array[int]

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.begins) - 1

    def facts(self, state: int) -> Observation:
        """What TLC says of a state."""
        return self.seen.facts[self.seen.fact_of[state]]

    def labels(self, state: int) -> tuple[str, ...]:
        """The label at which each CPU is."""
        return self.seen.labels[self.seen.labels_of[state]]

    def is_last(self, state: int) -> bool:
        """Tell whether no step leads on."""
        return self.begins[state] == self.begins[state + 1]

    def steps(self, state: int) -> Iterator[Step]:
        """The steps from a state; one that TLC finds in two ways comes twice."""
        for at in range(self.begins[state], self.begins[state + 1]):
            yield Step(self.cpu_of[at], self.actions[self.action_of[at]], self.targets[at])

    def by_cpu(self, state: int) -> dict[int, list[Step]]:
        """The steps of each CPU that can go on."""
        found: dict[int, list[Step]] = {}
        for step in self.steps(state):
            found.setdefault(step.cpu, []).append(step)
        return found


def read_seen(lines: Iterable[str]) -> Seen:
    """Read what TLC has said of the states, line by line. Raises ToolFailed."""
    facts: dict[str, int] = {}
    labels: dict[str, int] = {}
    fact_of, labels_of = array("l"), array("l")
    for line in lines:
        found = read_observation(line)
        if found is None:
            continue
        number, told, where = found
        if number != len(fact_of) + 1:
            raise ToolFailed(f"TLC tells of state {number} after state {len(fact_of)}", _AGAIN)
        fact_of.append(facts.setdefault(told, len(facts)))
        labels_of.append(labels.setdefault(where, len(labels)))
    return Seen(
        tuple(map(parse_facts, facts)), tuple(map(parse_labels, labels)), fact_of, labels_of
    )


def read_chain(
    lines: Iterable[str],
    seen: Seen,
    scenario: Scenario,
    cpus: Mapping[str, Sequence[str]],
    labels: Mapping[str, tuple[str, str]],
    where: str,
) -> Chain:
    """Read the steps of a dump, line by line.

    `cpus` are those of each process, `labels` has the process and the primitive of each label.
    Raises ToolFailed, with `where`, if the dump is cut off or does not fit what TLC has said of
    the states.
    """
    numbers = {name: at for at, name in enumerate(n for several in cpus.values() for n in several)}
    members = {
        label: [numbers[name] for name in cpus.get(process, ())]
        for label, (process, _) in labels.items()
    }
    reader = _Reader(seen, members, where)
    last = ""
    for line in lines:
        reader.feed(line)
        last = line.strip() or last
    if last != "}" or reader.described != len(seen.fact_of) or reader.initial != [0]:
        raise ToolFailed(
            f"{where} has {reader.described} states, of which {reader.initial} are initial, and "
            f"TLC has told of {len(seen.fact_of)}",
            _AGAIN,
        )
    reader.end_row(reader.described)
    return Chain(
        scenario=scenario,
        cpus=tuple(numbers),
        primitives={label: primitive for label, (_, primitive) in labels.items()},
        seen=seen,
        actions=tuple(reader.actions),
        begins=reader.begins,
        targets=reader.targets,
        action_of=reader.action_of,
        cpu_of=reader.cpu_of,
    )


class _Reader:
    """Reads a dump into arrays: states are numbered where they are first named."""

    def __init__(self, seen: Seen, members: Mapping[str, Sequence[int]], where: str) -> None:
        self._seen = seen
        self._members = members
        self._where = where
        # Of each state its fingerprint, as a number: that is shorter than its text.
        self._numbers: dict[int, int] = {}
        self._row: list[tuple[str, int]] = []
        self._source = 0
        self.described = 0
        self.initial: list[int] = []
        self.actions: dict[str, int] = {}
        self.begins, self.targets = array("l", [0]), array("l")
        self.action_of, self.cpu_of = array("H"), array("H")

    def feed(self, line: str) -> None:
        if edge := _EDGE.match(line):
            source, target = self._number(edge[1]), self._number(edge[2])
            if source != self._source:
                self.end_row(source)
            if edge[3] != _END:
                self._row.append((edge[3], target))
        elif node := _NODE.match(line):
            number = self._number(node[1])
            if number != self.described:
                raise ToolFailed(f"{self._where}: a state is not where TLC found it", _AGAIN)
            self.described += 1
            if line.rstrip().endswith(_INITIAL):
                self.initial.append(number)

    def _number(self, fingerprint: str) -> int:
        return self._numbers.setdefault(int(fingerprint), len(self._numbers))

    def end_row(self, following: int) -> None:
        """Keep the steps of a state; those up to the following one have none."""
        if following <= self._source:
            raise ToolFailed(f"{self._where}: the steps of a state do not stand together", _AGAIN)
        for cpu, (label, target) in self._with_cpus():
            self.targets.append(target)
            self.action_of.append(self.actions.setdefault(label, len(self.actions)))
            self.cpu_of.append(cpu)
        self.begins.extend([len(self.targets)] * (following - self._source))
        self._row, self._source = [], following

    def _labels(self, state: int) -> tuple[str, ...]:
        return self._seen.labels[self._seen.labels_of[state]]

    def _with_cpus(self) -> list[tuple[int, tuple[str, int]]]:
        """Say for each step of the row which CPU takes it.

        Where several CPUs are at the same label, it is the one whose label changes. What stays at
        its label is shared out among the others, in the order in which TLC tries them.
        """
        before = self._labels(self._source)
        found: list[tuple[int, tuple[str, int]]] = []
        for label in dict.fromkeys(label for label, _ in self._row):
            edges = [edge for edge in self._row if edge[0] == label]
            there = [at for at in self._members.get(label, ()) if before[at] == label]
            if not there:
                raise ToolFailed(f"{self._where}: nobody is at {label} in a state that takes it")
            staying: list[tuple[str, int]] = []
            known: set[int] = set()
            for edge in edges:
                after = self._labels(edge[1])
                moved = [at for at in there if after[at] != label]
                if len(there) == 1 or moved:
                    found.append(((moved or there)[0], edge))
                    known.add((moved or there)[0])
                else:
                    staying.append(edge)
            rest = [at for at in there if at not in known] or there
            found += [(rest[at * len(rest) // len(staying)], e) for at, e in enumerate(staying)]
        return sorted(found, key=lambda pair: pair[0])
