"""Tests of what is known of TLC's own faults: a model that meets one is warned about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call
from second_cell import SECOND_CELL
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.switches import cpus
from tornfolio.support.paths import spec_dir
from tornfolio.tla.known_faults import FAULTS, affected, meetings
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.search import Question, jvm_for

_OURS = "TLC2 Version 2.15 of Day Month 20?? (rev: d5b5a7f)"


def _issues(text: str, version: str = _OURS, *, temporal: bool = False) -> set[int]:
    found = meetings({"own.tla": text}, version, ["own.tla"] if temporal else [])
    return {each.fault.issue for each in found}


def test_a_model_that_meets_a_fault_is_warned_about(call: Call, here: Path) -> None:
    """TLC 2.15 says that a violated property holds; the verdict names operator, file and line."""
    model = here / "model"
    for name, text in SECOND_CELL.items():
        (model / name).parent.mkdir(parents=True, exist_ok=True)
        (model / name).write_text(text, encoding="utf-8")
    asked = ("check", "second-cell", "--spec-dir", model, "--property", "SecondCellKept", "--json")
    warnings = json.loads(call(*asked).stdout)["warnings"]
    where = f"{model}/templates/properties/SecondCellKept.tla:4: "
    assert any(each.startswith(f"{where}SubSeq") and "1145" in each for each in warnings)
    assert all(each.startswith(where) for each in warnings)
    # A property that has nothing to do with it is not warned about.
    asked = ("check", "second-cell", "--spec-dir", model, "--property", "TypeOK", "--json")
    assert json.loads(call(*asked).stdout)["warnings"] == []


def test_our_catalogue_meets_none() -> None:
    """No template of ours has an operator that TLC evaluates wrongly together with its trigger."""
    templates = spec_dir() / "templates"
    texts = {str(path): path.read_text(encoding="utf-8") for path in templates.rglob("*.tla")}
    assert len(texts) > 20
    found = meetings(texts, _OURS, texts)
    # WriterNotStarved has one part for each writer: far from the 32 with which that fault begins.
    assert {(each.fault.issue, Path(each.file).name) for each in found} <= {
        (742, "WriterNotStarved.tla")
    }
    assert max(map(_cpus, scenario_names())) < 32


def _cpus(scenario: str) -> int:
    """Count the CPUs of a scenario of ours."""
    return sum(map(len, cpus(load_scenario(scenario).parameters).values()))


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("P == SubSeq([f EXCEPT ![1] = 2], 1, 2) = <<>>", 1145),
        ("P == Tail(s) = <<>>\na: s[1] := 2;", 1145),
        ("P == LET f == [i \\in S |-> 0] IN [f EXCEPT ![1] = 2] = g", 1302),
        ("P == RandomElement(S) = 1", 498),
        ("I == INSTANCE M WITH x <- y", 362),
        ("P == ENABLED I!Next\nI == INSTANCE M", 725),
        ("P == [S -> {}] = T", 1407),
        ("P == 1..2147483647 = S", 1433),
        ("P == Below(pte', 1)", 798),
    ],
)
def test_an_operator_with_its_trigger_is_met(text: str, issue: int) -> None:
    """What TLC evaluates wrongly is found where it stands, not in comments."""
    assert issue in _issues(text)
    assert _issues(f"(* {text} *)") == set()


def test_an_operator_without_its_trigger_is_not_met() -> None:
    """A sequence that nothing has changed is evaluated rightly."""
    assert _issues("P == SubSeq(<<1, 2>>, 1, 2) = <<>>") == set()


def test_temporal_faults_are_met_by_liveness_alone() -> None:
    """A quantifier over fairness matters only in a formula that is checked as a temporal one."""
    text = "P == \\A i \\in S : WF_vars(Next(i))"
    assert _issues(text, temporal=True) == {742}
    assert _issues(text) == set()
    # Here the formula under the quantifier is about a single state.
    assert _issues("P == <>(\\A i \\in S : pc[i] = 1)", temporal=True) == set()


def test_a_release_that_has_a_fault_mended_is_not_warned_about() -> None:
    """Releases say their version; one that says nothing known is taken to have every fault."""
    text = "I == INSTANCE M WITH x <- y"
    assert _issues(text) == {362}
    assert _issues(text, "TLC2 Version 2.17 of 02 February 2022 (rev: 3c7caa5)") == set()
    assert _issues(text, "TLC of an unknown version") == {362}
    assert not affected(FAULTS[0], "TLC2 Version 2026.04.29.170100 (rev: cc6b616)")


def test_every_fault_is_looked_for_or_avoided() -> None:
    """A fault that no text shows is one that our searches cannot meet, with the reason."""
    assert all((fault.operator is None) == bool(fault.avoided) for fault in FAULTS)


def test_liveness_has_one_worker() -> None:
    """With several, TLC loses violations of it; safety has as many as were asked for."""
    spec = render(load_scenario("torn-pte0"))
    limits = Limits(workers=4)
    for prop in spec.properties:
        workers = jvm_for(spec, Question("q", (prop,)), limits).workers
        assert workers == (1 if prop.kind == "liveness" else 4)
    assert {prop.kind for prop in spec.properties} == {"safety", "liveness"}
