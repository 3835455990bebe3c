"""Tests of the search that decides all and shows a counterexample too, with the real TLC."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tlc import asking
from tornfolio.model.folders import our_model
from tornfolio.model.properties import load_properties
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.spec import Spec
from tornfolio.support.processes import Execution
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.result import read_result
from tornfolio.tlc.search import Question
from tornfolio.tlc.toolchain import Toolchain

_SEED = "torn-pte0"
_FEW = (_SEED, "torn-by-protect", "queued-by-userspace", "give-up-in-second-mm")


def _questions(spec: Spec) -> tuple[Question, Question, Question]:
    """Ask all in one search, and in two: for all states, and for the property alone."""
    safety = tuple(prop for prop in spec.properties if prop.kind == "safety")
    own = next(prop for prop in safety if prop.name == spec.scenario.property_name)
    condition = spec.scenario.condition
    return (
        Question("both", safety, condition, watch=True, shown=own),
        Question("all", safety, watch=True),
        Question("alone", (own,), condition),
    )


def _safety_scenarios() -> list[str]:
    """The scenarios whose own property is one of safety."""
    kinds = {prop.name: prop.kind for prop in load_properties(our_model())}
    return [
        name for name in scenario_names() if kinds[load_scenario(name).property_name] == "safety"
    ]


def _assert_same(name: str, tools: Toolchain, folder: Path) -> None:
    """Assert that one search finds what two find."""
    spec = render(load_scenario(name))
    with asking(spec, tools, folder, Limits(workers=1)) as ask:
        both, everything, alone = map(ask, _questions(spec))
    assert both.complete
    assert everything.complete
    assert (both.outcome, both.reported) == (everything.outcome, everything.reported)
    assert both.counts == everything.counts
    assert both.violated == alone.violated
    assert both.states == alone.states


@pytest.mark.parametrize("name", _FEW)
def test_one_search_finds_what_two_find(name: str, tools: Toolchain, tmp_path: Path) -> None:
    """The same verdicts, the same counts, and the same behaviour step by step."""
    _assert_same(name, tools, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", _safety_scenarios())
def test_in_every_scenario(name: str, tools: Toolchain, tmp_path: Path) -> None:
    """So it is in the whole catalogue."""
    _assert_same(name, tools, tmp_path)


def test_a_search_that_is_cut_off(tools: Toolchain, tmp_path: Path) -> None:
    """Wherever its output ends, the behaviour is there as a whole or not at all."""
    spec = render(load_scenario(_SEED))
    with asking(spec, tools, tmp_path, Limits(workers=1)) as ask:
        whole = ask(_questions(spec)[0])
    text = whole.run.execution.output.read_text(encoding="utf-8")
    cut = tmp_path / "cut.out"
    run = replace(whole.run, execution=Execution(("tlc",), -9, "time", 1.0, cut))
    lines = text.splitlines(keepends=True)
    last = max(at for at, line in enumerate(lines) if line.startswith("@!@!@ENDMSG 2217"))
    for end in (*range(0, last, 40), *range(last - 3, len(lines) + 1)):
        cut.write_text("".join(lines[:end]), encoding="utf-8")
        found = read_result(run)
        assert (found.outcome, found.reason) == ("undecided", "the time limit was reached")
        assert found.states in ((), whole.states)
        assert bool(found.states) == bool(found.violated)
        assert found.states or end <= last + 1
