"""Finds the reachable state graph of a scenario, and what TLC and networkx know of its states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import networkx as nx

from tornfolio.explore.dump import Dump, DumpedState, read_dump
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.model.switches import cpus
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.frames import read_frames
from tornfolio.tlc.messages import Counts, Mark, read_mark
from tornfolio.tlc.result import Result
from tornfolio.tlc.run_folder import new_run
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Progress, lone_session
from tornfolio.tlc.toolchain import Toolchain

__all__ = [
    "Search",
    "StateGraph",
    "cpus_of",
    "find_state_graph",
    "read_state_graph",
]

DONE = "Done"


@dataclass(frozen=True)
class StateGraph:
    """All reachable states of a scenario.

    The nodes of `graph` are the numbers of the states, from 1 in the order in which a breadth-first
    search finds them; each has an attribute `state`, a DumpedState whose `pcs` are in the order of
    `cpus`. Its edges have an attribute `action`, the label of the step, or several with commas
    between them; `processes` says which process of the algorithm takes it.

    `invariant` is the property that the `violating` states do not satisfy, None if there is none.
    `counterexample` are the states of a shortest behaviour that ends in such a state, or, while
    `condition` is not None, in such a state that satisfies the condition; () if there is none.
    `terminal` states have no step to another state. `components` are the strongly connected parts
    of more than one state, largest first: CPUs can go round in them for ever. `depths` says how
    many steps a state is away from an initial one. `spec` is the translated spec that TLC searched.
    `vacuous` are the CPUs that never acted, None if that is not known.
    """

    scenario: Scenario
    invariant: Property | None
    condition: str | None
    cpus: tuple[str, ...]
    processes: Mapping[str, str]
    graph: nx.DiGraph[int]
    initial: frozenset[int]
    violating: frozenset[int]
    terminal: frozenset[int]
    components: tuple[frozenset[int], ...]
    depths: Mapping[int, int]
    counterexample: tuple[int, ...]
    tlc_version: str
    spec: Spec
    vacuous: tuple[str, ...] | None

    def state(self, number: int) -> DumpedState:
        """A state by its number."""
        found: DumpedState = self.graph.nodes[number]["state"]
        return found

    @property
    def done(self) -> frozenset[int]:
        """The terminal states in which every CPU is done; in the others, one is stuck."""
        return frozenset(n for n in self.terminal if set(self.state(n).pcs) == {DONE})

    def to_json(self) -> dict[str, Any]:
        """What is known of the graph as a whole as JSON has it."""
        return {
            "scenario": self.scenario.name,
            "model": self.scenario.model.in_words,
            "parameters": self.scenario.parameters.to_json(),
            "property": self.invariant.name if self.invariant else None,
            "condition": self.condition,
            "states": self.graph.number_of_nodes(),
            "steps": self.graph.number_of_edges(),
            "initial": sorted(self.initial),
            "violating": sorted(self.violating),
            "terminal": sorted(self.terminal),
            "done": sorted(self.done),
            "components": [sorted(part) for part in self.components],
            "counterexample": list(self.counterexample),
            "tlc_version": self.tlc_version,
            "empty": list(self.scenario.parameters.empty()),
            "vacuous": None if self.vacuous is None else list(self.vacuous),
        }


@dataclass(frozen=True)
class Search:
    """A search for a state graph: `graph` is None if a limit ended it, and `reason` says which.

    It is also None if it is larger than asked for; `complete` says whether all of it was searched.
    """

    graph: StateGraph | None
    reason: str
    counts: Counts | None
    folder: Path
    complete: bool = True


def find_state_graph(
    scenario: Scenario,
    *,
    tools: Toolchain,
    runs: Path,
    prop: str | None = None,
    limits: Limits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    whole: int = 0,
) -> Search:
    """Let TLC search all states and read them; the dump stays in a new run folder.

    With `whole`, each state has all its variables, unless there are more states than that.

    `prop` names the invariant to mark, the scenario's own property by default. One worker searches,
    whatever `limits` says: with several, states are not numbered as they are written. Raises
    BadInput, ToolMissing or ToolFailed; no program is left running in any case.
    """
    spec = render(scenario)
    marked = _marked(spec, prop)
    folder = new_run(runs, scenario.name)
    lone = replace(limits or Limits(), workers=1)
    with lone_session(spec, tools, lone, folder, on_progress) as ask:
        question = Question("graph", (marked,) if marked else (), dump=True, acts=True)
        result = ask(question) if ask else None
    if result is None or not result.complete:
        reason = result.reason if result else "the time limit was reached"
        return Search(None, reason, result.counts if result else None, folder, complete=False)
    if whole and result.counts is not None and result.counts.distinct > whole:
        return Search(None, f"more than {whole:,} states", result.counts, folder)
    found = read_state_graph(result, marked, whole=bool(whole))
    return Search(found, "", result.counts, folder)


def _build(result: Result, prop: Property | None, dump: Dump, marks: Iterable[Mark]) -> StateGraph:
    """Work out what follows from the dump of a result and the marks of its violating states.

    Raises ToolFailed if a mark does not fit the state that it names.
    """
    graph, spec = dump.graph, result.run.spec
    scenario = spec.scenario
    own = prop is not None and prop.name == scenario.property_name
    violating: set[int] = set()
    shown: set[int] = set()
    for mark in marks:
        _check_mark(mark, graph, cpus_of(scenario))
        violating.add(mark.number)
        if own and scenario.condition and mark.in_condition:
            shown.add(mark.number)
    depths = {
        number: depth
        for depth, layer in enumerate(nx.bfs_layers(graph, sorted(dump.initial)))
        for number in layer
    }
    parts = (frozenset(part) for part in nx.strongly_connected_components(graph) if len(part) > 1)
    return StateGraph(
        scenario=scenario,
        invariant=prop,
        condition=scenario.condition if shown else None,
        cpus=cpus_of(scenario),
        processes={label: action.process for label, action in spec.annotations.actions.items()},
        graph=graph,
        initial=dump.initial,
        violating=frozenset(violating),
        terminal=frozenset(n for n in graph if not set(graph.successors(n)) - {n}),
        components=tuple(sorted(parts, key=lambda part: (-len(part), min(part)))),
        depths=depths,
        counterexample=_counterexample(graph, shown or violating, depths),
        tlc_version=result.tlc_version,
        spec=spec,
        vacuous=result.vacuous,
    )


def cpus_of(scenario: Scenario) -> tuple[str, ...]:
    """Name the CPUs of a scenario, in the order of DumpedState.pcs."""
    return tuple(cpu for several in cpus(scenario.parameters).values() for cpu in several)


def _marked(spec: Spec, prop: str | None) -> Property | None:
    """The invariant whose violations are marked. Raises BadInput if it is none."""
    (found,) = spec.select([spec.scenario.property_name if prop is None else prop])
    if found.kind == "safety":
        return found
    if prop is None:
        return None
    safety = ", ".join(other.name for other in spec.properties if other.kind == "safety")
    raise BadInput(
        f"{prop} is violated by behaviours, not by states, so no state can be marked",
        f"choose one of {safety}",
    )


def read_state_graph(result: Result, prop: Property | None, *, whole: bool = False) -> StateGraph:
    """Read what a complete run has dumped. Raises ToolFailed if anything of it is missing."""
    run = result.run
    nr_pages = run.spec.scenario.parameters.nr_pages
    try:
        with run.dump.open(encoding="utf-8", errors="replace") as lines:
            order = cpus_of(run.spec.scenario)
            dump = read_dump(lines, order, nr_pages, str(run.dump), whole=whole)
    except OSError as error:
        raise ToolFailed(f"{run.dump} cannot be read: {error.strerror}") from None
    _check_complete(dump, result.counts, run.dump)
    with run.execution.output.open(encoding="utf-8", errors="replace") as lines:
        marks = (mark for frame in read_frames(lines) if (mark := read_mark(frame)) is not None)
        return _build(result, prop, dump, marks)


def _check_complete(dump: Dump, counts: Counts | None, path: Path) -> None:
    """Compare the dump with what TLC counted: each distinct state, and each step once."""
    states = dump.graph.number_of_nodes()
    found = (states, dump.steps + len(dump.initial))
    if counts is None or found != (counts.distinct, counts.generated):
        counted = f"{counts.distinct} and {counts.generated}" if counts else "nothing"
        raise ToolFailed(
            f"{path} is not complete: it has {found[0]} states and {found[1]} generated ones, "
            f"and TLC counted {counted}",
            "make room there and run again",
        )


def _check_mark(mark: Mark, graph: nx.DiGraph[int], order: tuple[str, ...]) -> None:
    state = graph.nodes[mark.number]["state"] if mark.number in graph else None
    if state is None or tuple(mark.pc.get(cpu) for cpu in order) != state.pcs:
        raise ToolFailed(
            f"TLC calls state {mark.number} violating, which is not the one in the dump",
            "choose another tla2tools.jar, or none",
        )


def _counterexample(
    graph: nx.DiGraph[int], targets: set[int], depths: Mapping[int, int]
) -> tuple[int, ...]:
    """A shortest path from an initial state to one of the targets.

    Of several, the one that a breadth-first search with one worker finds: TLC's own.
    """
    if not targets:
        return ()
    path = [min(targets, key=lambda number: (depths[number], number))]
    while depth := depths[path[-1]]:
        path.append(min(n for n in graph.predecessors(path[-1]) if depths[n] == depth - 1))
    return tuple(reversed(path))
