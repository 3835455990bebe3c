"""Who took a step is read from what is another after it, and from who may change a PTE."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.check.check import check
from tornfolio.explore.ways import find_way, witness_wish
from tornfolio.model.scenario import load_scenario
from tornfolio.tla.values import Function
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace.actors import actor_of
from tornfolio.trace.state import State
from tornfolio.trace.trace import Trace

CPUS = ("one", "two", "reclaim")


def state(pte: str, ptls: str, pc: str = "a a a", left: int = 1) -> State:
    """A state of three CPUs; `left` is a variable that `two` has to itself, - stands for nobody."""
    return State(
        pte=tuple(pte),
        ptls=tuple(None if cpu == "-" else cpu for cpu in ptls.split()),
        pc=dict(zip(CPUS, pc.split(), strict=True)),
        variables={"left": Function({"two": left})},
    )


@pytest.mark.parametrize(
    ("before", "after", "straddle", "actor"),
    [
        (state("PP", "one"), state("PP", "one", "a b a"), 0, "two"),
        (state("PP", "one"), state("P0", "one", "a a b"), 0, "reclaim"),
        (state("PP", "one"), state("PP", "one", left=0), 0, "two"),
        (state("PP", "one"), state("P0", "one"), 0, "one"),
        (state("PP", "reclaim"), state("P0", "reclaim"), 0, "reclaim"),
        (state("PPPP", "one two"), state("P0PP", "one two"), 0, "one"),
        (state("PPPP", "one two"), state("PP0P", "one two"), 0, "two"),
        (state("PPP", "one two"), state("0PP", "one two"), 1, "one"),
        (state("PPP", "one two"), state("P0P", "one two"), 1, "two"),
        (state("PPPPPP", "- - one two"), state("PPPPP0", "- - one two"), 2, "two"),
        (state("PP", "-"), state("P0", "-"), 0, None),
        (state("PP", "one"), state("PP", "one"), 0, None),
    ],
)
def test_who_took_a_step(before: State, after: State, straddle: int, actor: str | None) -> None:
    """A label or an own variable tells first, then the PTL of the PTE that was changed."""
    assert actor_of(before, after, CPUS, straddle) == actor


def test_of_some_cpus_another_is_never_named() -> None:
    """Who is not among those that can have taken the step has not, whatever it holds."""
    assert actor_of(state("PP", "one"), state("P0", "one"), ("two", "reclaim"), 0) is None


def changed_without_ptl(trace: Trace) -> list[tuple[int, str | None]]:
    """The steps that change a PTE and are told of a CPU that holds no PTL before or after."""
    pairs = zip(trace.steps, trace.steps[1:], strict=False)
    return [
        (step.number, step.actor)
        for before, step in pairs
        if step.changes and step.actor not in (*before.state.ptls, *step.state.ptls)
    ]


@pytest.mark.parametrize("name", ["unfold-torn-by-protect", "unfold-torn-by-zap"])
def test_who_unfolds_a_block_is_named(tools: Toolchain, tmp_path: Path, name: str) -> None:
    """Each PTE of a block is cleared by the same label again, which changes nothing of the CPU.

    LockDiscipline holds there, so a PTE is changed by nobody but the holder of its PTL.
    """
    scenario = load_scenario(name)
    (prop,) = (scenario.property_name,)
    trace = check(scenario, tools=tools, runs=tmp_path, properties=(prop,), clear=True).trace
    assert trace is not None
    cleared = [step for step in trace.steps if any(c.after == "none" for c in step.changes)]
    assert {step.actor for step in cleared[:4]} == {scenario.parameters.writers[0].kind}
    assert changed_without_ptl(trace) == []


def test_so_is_who_does_it_on_a_way_that_was_asked_for(tools: Toolchain, tmp_path: Path) -> None:
    """TLC names no label where a history stands beside the algorithm, as it does here."""
    wish = witness_wish(load_scenario("unfold-torn-by-protect"))
    trace = find_way(wish, tools=tools, runs=tmp_path).trace
    assert trace is not None
    assert any(step.actor == "protect" and step.changes for step in trace.steps)
    assert changed_without_ptl(trace) == []
