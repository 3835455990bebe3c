"""What else could have happened at each step of a counterexample, as TLC says."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tornfolio.check.check import check
from tornfolio.check.run_store import load_run
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.support.processes import Processes
from tornfolio.tla.values import Value, parse_state
from tornfolio.tlc.argv import Limits, Search, tlc_command
from tornfolio.tlc.jvm import SMALL, Jvm
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace.choices import choices_module, with_choices
from tornfolio.trace.state import State
from tornfolio.trace.trace import Choice, Step, Trace
from tornfolio.trace.trace_json import trace_from_json, trace_to_json
from tornfolio.views.export import CHOICES_FORMATS, TEXT_FORMATS, trace_bytes
from tornfolio.views.lanes import build_graph
from traces import make_trace

MAP_PTE = Choice("reclaim", "map_pte", "map_pte", "ptep_get() without the PTL")
LOCK = Choice("contpte", "contpte_lock", "handle_pte_fault", "spin_lock()")


def found_trace(name: str, settings: list[str], tools: Toolchain, runs: Path) -> tuple[Trace, Path]:
    """Find the counterexample of a scenario with TLC, and its run folder."""
    scenario = load_scenario(name, settings)
    verdict = check(scenario, tools=tools, runs=runs, properties=(scenario.property_name,))
    assert verdict.trace is not None
    return verdict.trace, verdict.folder


@pytest.fixture(scope="module")
def seed(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trace, Path]:
    """Find the seed's counterexample, where the writer has a choice of two CONT blocks."""
    return found_trace("torn-pte0", ["cont_ptes=2"], tools, tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def told(seed: tuple[Trace, Path], tools: Toolchain) -> Trace:
    """The seed's counterexample with its choices."""
    return with_choices(*seed, tools=tools)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("torn-pte0", ["cont_ptes=2"]),
        ("fault-on-torn-folio", []),
        ("mlocked-never-reclaimed", []),
    ],
)
def test_choices_are_the_other_edges_of_the_state_graph(
    name: str, settings: list[str], tools: Toolchain, tmp_path: Path
) -> None:
    """They are what TLC's own graph of all states has at each state, less the step that was taken.

    The graph knows nothing of ENABLED; of a label whose step was taken, another successor counts.
    """
    trace, folder = found_trace(name, settings, tools, tmp_path)
    states, edges = state_graph(folder, trace.module, tools)
    told = with_choices(trace, folder, tools=tools)

    for before, step in zip(told.steps, told.steps[1:], strict=False):
        here, there = node(states, before.state), node(states, step.state)
        others = {label for source, label, to in edges if source == here and to != there}
        assert {choice.action for choice in step.choices or ()} == others
        assert all(before.state.pc[c.actor] == c.action for c in step.choices or ())
    assert any(step.choices for step in told.steps)


def test_the_seed_has_roads_not_taken(told: Trace) -> None:
    """Until the walk wants the PTL each CPU could go on; then it can only wait."""
    by_number = {step.number: step for step in told.steps}
    choices = {n: [(c.actor, c.action) for c in s.choices or ()] for n, s in by_number.items()}

    assert choices[0] == []
    assert choices[1] == [("contpte", "contpte_lock")]
    takes = next(step.number for step in told.steps if step.takes_ptl)
    assert choices[takes] == [("reclaim", "map_pte"), ("contpte", "contpte_lock")]
    waits = next(step.number for step in told.steps if step.action == "contpte_flush")
    assert choices[waits] == []
    assert told.steps[1].choices is not None
    assert told.steps[1].choices[0].function == "handle_pte_fault"


def test_a_behaviour_that_is_none_is_not_followed(
    seed: tuple[Trace, Path], tools: Toolchain
) -> None:
    """Where a step of the trace is none of the spec, that is an error which names it."""
    trace, folder = seed
    odd = {**trace.steps[9].state.variables, "deferred": True}
    changed = dataclasses.replace(
        trace.steps[9], state=dataclasses.replace(trace.steps[9].state, variables=odd)
    )
    spoilt = dataclasses.replace(trace, steps=(*trace.steps[:9], changed, *trace.steps[10:]))

    with pytest.raises(ToolFailed, match="cannot follow the counterexample of torn-pte0 to step 9"):
        with_choices(spoilt, folder, tools=tools)


def test_what_is_missing_is_named(
    seed: tuple[Trace, Path], tools: Toolchain, tmp_path: Path
) -> None:
    """A trace without variables, a folder without module or constants, too little time."""
    trace, folder = seed
    bare = dataclasses.replace(
        trace,
        steps=tuple(
            dataclasses.replace(step, state=dataclasses.replace(step.state, variables={}))
            for step in trace.steps
        ),
    )
    with pytest.raises(BadInput, match="step 0 of the trace lacks some variables"):
        with_choices(bare, folder, tools=tools)
    with pytest.raises(BadInput, match="has no module 'torn_pte0'"):
        with_choices(trace, tmp_path, tools=tools)
    (tmp_path / "torn_pte0.tla").write_bytes((folder / "torn_pte0.tla").read_bytes())
    with pytest.raises(BadInput, match=r"has no \.cfg with the constants"):
        with_choices(trace, tmp_path, tools=tools)
    with pytest.raises(BadInput, match="not found in time; give more with --timeout"):
        with_choices(trace, folder, tools=tools, limits=Limits(timeout=0.01))


@pytest.mark.parametrize("name", ["x ==", "a\nb", "Größe", "../x", ""])
def test_a_hostile_trace_writes_no_tla(seed: tuple[Trace, Path], name: str) -> None:
    """Names and values of a trace cannot become anything else than names and strings."""
    trace, folder = seed
    text = (folder / "torn_pte0.tla").read_text(encoding="ascii")

    def spoil(change: Callable[[State], State]) -> Trace:
        steps = [dataclasses.replace(step, state=change(step.state)) for step in trace.steps]
        return dataclasses.replace(trace, steps=tuple(steps))

    with pytest.raises(BadInput):
        choices_module(dataclasses.replace(trace, module=name), text)
    with pytest.raises(BadInput):
        choices_module(spoil(lambda s: dataclasses.replace(s, pc={"reclaim": name})), text)
    with pytest.raises(BadInput):
        choices_module(
            spoil(lambda s: dataclasses.replace(s, variables={**s.variables, name: 1})), text
        )
    quoted = {"reclaim": '" /\\ TRUE'}
    with pytest.raises(BadInput):
        choices_module(
            spoil(lambda s: dataclasses.replace(s, pc={'"\n': "map_pte", **quoted})), text
        )


def test_each_format_tells_them(told: Trace, seed: tuple[Trace, Path]) -> None:
    """Every format for choices says something that it does not say without them."""
    for name in CHOICES_FORMATS:
        assert trace_bytes(told, name) != trace_bytes(seed[0], name)
    for name in ("txt", "md", "svg", "dot", "html"):
        with_them = trace_bytes(told, name).decode()
        assert "ptep_get() without the PTL" in re.sub(r"(\s|<[^>]*>)+", " ", with_them)
        assert "could" in with_them.lower()
    steps = json.loads(trace_bytes(told, "json"))["steps"]
    assert steps[1]["choices"] == [choice.to_json() for choice in told.steps[1].choices or ()]
    assert "choices" not in json.loads(trace_bytes(seed[0], "json"))["steps"][1]
    assert set(TEXT_FORMATS) - set(CHOICES_FORMATS) == {"mermaid", "itf", "sarif"}


def test_a_stored_trace_keeps_them(told: Trace) -> None:
    """They are read again as they were."""
    again = trace_from_json(json.loads(json.dumps(trace_to_json(told))), "trace")

    assert [step.choices for step in again.steps] == [step.choices for step in told.steps]


def test_an_earlier_run_can_be_asked(
    seed: tuple[Trace, Path], told: Trace, tools: Toolchain
) -> None:
    """A run folder has all that is needed: the module, the constants, all variables."""
    stored = load_run(seed[1])

    assert stored.trace == seed[0]
    assert with_choices(stored.trace or told, seed[1], tools=tools) == told


def test_rows_that_follow_each_other_share_an_alternative() -> None:
    """What a CPU could do all along is one dashed box; what the row's own CPU could is none."""
    trace = make_trace()
    choices = [(), (LOCK,), (MAP_PTE,), (MAP_PTE,), (), (), *[(LOCK,)] * 3]
    steps = [*map(_chosen, trace.steps, choices), *trace.steps[len(choices) :]]
    graph = build_graph(dataclasses.replace(trace, steps=tuple(steps)), unfold=True)

    assert [(a.choice, a.first, a.last) for a in graph.alternatives] == [
        (LOCK, 1, 1),
        (MAP_PTE, 2, 3),
    ]


def _chosen(step: Step, choices: tuple[Choice, ...]) -> Step:
    return dataclasses.replace(step, choices=choices)


def state_graph(
    folder: Path, module: str, tools: Toolchain
) -> tuple[dict[str, dict[str, Value]], list[tuple[str, str, str]]]:
    """Let TLC write its graph of all states; give them by node, and edges with their labels."""
    dump = folder / "graph.dot"
    cfg = next(iter(sorted(folder.glob(f"*{module}_*.cfg")))).read_text(encoding="ascii")
    constants = re.search(r"^CONSTANTS\n( .*\n)+", cfg, re.MULTILINE)
    assert constants is not None
    (folder / "graph.cfg").write_text(f"SPECIFICATION Spec\n{constants[0]}", encoding="ascii")
    (folder / "tmp").mkdir()
    command = tlc_command(
        tools,
        Search(
            module=module,
            cfg=folder / "graph.cfg",
            metadata=folder / "meta",
            temporary=folder / "tmp",
            jvm=Jvm(SMALL, workers=1, archive=False, states=1),
        ),
    )
    with Processes() as processes:
        processes.execute(
            [*command[:-1], "-dump", "dot,actionlabels", str(dump), command[-1]],
            folder=folder,
            output=folder / "graph.out",
            timeout=60,
        )
    text = dump.read_text(encoding="utf-8")
    states = {
        found[1]: parse_state(
            found[2].replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
        )
        for found in re.finditer(r'^(-?\d+) \[label="((?:[^"\\]|\\.)*)"', text, re.MULTILINE)
    }
    edges = re.findall(r'^(-?\d+) -> (-?\d+) \[label="(\w+)', text, re.MULTILINE)
    assert states
    assert edges
    return states, [(source, label, to) for source, to, label in edges]


def node(states: dict[str, dict[str, Value]], state: State) -> str:
    """Find a state in the graph; it is there once."""
    (found,) = [number for number, known in states.items() if known == dict(state.variables)]
    return found
