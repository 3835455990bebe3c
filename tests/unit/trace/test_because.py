"""Each "because" is true: without what was written there, TLC finds no such ending."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kinds import Checked
from tlc import asking
from tornfolio.model.folders import find_model
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.tla.literals import tla_literal
from tornfolio.tlc.search import Question
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace.because import because
from tornfolio.trace.fold import fold
from tornfolio.trace.trace import Trace
from tornfolio.trace.trace_json import trace_from_json, trace_to_json


def traced(checked: Checked, name: str) -> Trace | None:
    """The counterexample of a scenario, None if its property holds."""
    return checked(name, properties=(load_scenario(name).property_name,)).trace


def test_what_the_walk_read(checked: Checked) -> None:
    """It read PTE0 = none, which contpte had stored one step earlier; else it takes the PTL."""
    trace = traced(checked, "torn-pte0")
    assert trace is not None
    (read,) = [step for step in trace.steps if step.read]
    assert read.read is not None
    assert (read.action, read.read.what, read.read.value) == ("map_pte", "PTE0", "none")
    written = trace.steps[read.read.written]
    assert (written.actor, written.action) == ("contpte", "contpte_clear")
    assert read.read.otherwise == "map_pte(): spin_lock(pvmw->ptl)"
    assert trace_from_json(trace_to_json(trace), "here") == trace


def test_what_decides_is_not_folded_away(checked: Checked) -> None:
    """The pin, which changes no PTE and no PTL, has a row that names it."""
    trace = traced(checked, "pin-in-the-middle")
    assert trace is not None
    (sentence,) = because(trace)
    assert "which gup had written in step" in sentence
    (row,) = [row for row in fold(trace) if any(step.read for step in row.steps)]
    assert len(row.steps) == 1
    assert "which gup wrote" in row.what()


@pytest.mark.nightly
@pytest.mark.parametrize("name", scenario_names(find_model(None)))
def test_without_the_write_there_is_no_such_ending(
    checked: Checked, tools: Toolchain, tmp_path: Path, name: str
) -> None:
    """If the CPU never takes the step that wrote what decided, the counterexample's end is gone."""
    trace = traced(checked, name)
    if trace is None:
        return
    spec = render(load_scenario(name))
    end = trace.steps[-1].state
    ending = f'pc["reclaim"] = {tla_literal(end.pc["reclaim"])}'
    for variable in ("pte", "pmd"):
        if variable in end.variables:
            ending += f" /\\ {variable} = {tla_literal(end.variables[variable])}"
    absent = Property("WithoutEnd", "safety", "", "")
    writes = {
        (written.actor, written.action)
        for step in trace.steps
        if step.read
        for written in [trace.steps[step.read.written]]
    }
    for number, (cpu, label) in enumerate(sorted(writes, key=str)):
        body = spec.mc[: spec.mc.rindex("\n====")]
        without = (
            f"{body}\nWithout == Init /\\ [][Next /\\"
            f' ~(pc["{cpu}"] = "{label}" /\\ StepOf("{cpu}"))]_vars\n'
            f"WithoutEnd == {ending} => {trace.property}\n====\n"
        )
        folder = tmp_path / str(number)
        folder.mkdir()
        with asking(replace(spec, mc=without, specification="Without"), tools, folder) as ask:
            result = ask(Question("without", (absent,)))
        assert result.outcome == "holds", (name, cpu, label)
