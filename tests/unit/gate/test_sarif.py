"""The gate's report in SARIF 2.1.0, checked with the standard's own schema."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from gates import Gated, hostile_report
from hostile import hostile_text
from places import DATA
from tornfolio import __version__
from tornfolio.gate.differences import list_unexpected
from tornfolio.gate.reports.sarif import sarif
from tornfolio.model.folders import Model
from tornfolio.model.properties import load_properties
from tornfolio.trace.trace import Trace


@cache
def validator() -> Any:
    """The validator of the official schema."""
    schema = json.loads((DATA / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def valid(log: dict[str, Any]) -> dict[str, Any]:
    """The run of a log, which has to be valid and the same after it was written and read."""
    log = json.loads(json.dumps(log))
    validator().validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("case", ["good", "bad", "open", "failed"])
def test_there_is_a_result_for_each_difference(gated: Gated, case: str) -> None:
    """The log is valid; each result has its rule, place and words; a failed tool is no success."""
    report = getattr(gated, case)
    run = valid(sarif(report))
    rules = run["tool"]["driver"]["rules"]

    assert [r["ruleId"] for r in run["results"]] == [u.rule for u in list_unexpected(report)]
    assert bool(run["results"]) == (case != "good")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "error"
        (place,) = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert (gated.root / uri).is_file()
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] == (case != "failed")
    assert bool(invocation["toolExecutionNotifications"]) == (case == "failed")


def test_the_rules_are_the_properties(gated: Gated) -> None:
    """Each property is a rule with its sentence, and each result says the bounds."""
    run = valid(sarif(gated.bad))
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}

    for prop in load_properties(Model(gated.root / "spec")):
        assert rules[prop.name]["fullDescription"]["text"] == prop.sentence
    assert len(rules) == len(run["tool"]["driver"]["rules"])
    assert run["tool"]["driver"]["version"] == __version__
    said = [r["message"]["text"] for r in run["results"] if r["ruleId"] == "AllOrNothing"]
    assert said == [
        "torn-pte0: AllOrNothing is violated, expected holds"
        " (nr_pages = 2, ttu = 0, writers = contpte, cont_ptes = 2)"
    ]


def test_a_counterexample_is_a_flow_through_the_templates(gated: Gated) -> None:
    """Each step is a location: the label's line, who acts at which label, and the PTEs after it."""
    run = valid(sarif(gated.bad))
    (result,) = (r for r in run["results"] if r["ruleId"] == "AllOrNothing")
    ((thread,),) = ([*flow["threadFlows"]] for flow in result["codeFlows"])
    (trace,) = (t for e in gated.bad.points for t in e.traces if t.property == "AllOrNothing")

    assert len(thread["locations"]) == len(trace.steps) > 10
    for step, each in zip(trace.steps, thread["locations"], strict=True):
        said = each["location"]["message"]["text"]
        assert said.startswith(f"step {step.number}: ")
        assert "PTEs " in said
        if step.actor is not None:
            assert step.action in said
            assert step.actor in said
            place = each["location"]["physicalLocation"]
            path = gated.root / place["artifactLocation"]["uri"]
            lines = path.read_text(encoding="utf-8").split("\n")
            stands = lines[place["region"]["startLine"] - 1]
            assert stands == f"{step.action}:" or f"'{step.action}' }}@:" in stands


def test_a_long_flow_is_cut_in_the_middle(gated: Gated) -> None:
    """Of a very long counterexample the beginning and the end stay, and it says so."""
    each = next(each for each in gated.bad.points if each.traces)
    short = each.traces[0]
    long = dataclasses.replace(short, steps=_repeated(short, 3000))
    points = (dataclasses.replace(each, traces=(long,)),)
    run = valid(sarif(dataclasses.replace(gated.bad, points=points)))
    (flow,) = (f for r in run["results"] for f in r.get("codeFlows", ()))
    numbers = [each["executionOrder"] for each in flow["threadFlows"][0]["locations"]]

    assert len(numbers) == 1000
    assert (numbers[0], numbers[-1]) == (0, 2999)
    assert "steps 500 to 2499 are left out" in flow["message"]["text"]


def test_a_finding_is_known_again(gated: Gated) -> None:
    """Fingerprints tell all findings apart, and do not change with what was found or its line."""

    def prints(report: Any) -> list[str]:
        results = valid(sarif(report))["results"]
        return [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]

    points = tuple(
        dataclasses.replace(
            each, items=tuple(dataclasses.replace(item, found="other") for item in each.items)
        )
        for each in gated.bad.points
    )
    path = gated.root / "spec" / "mutants.toml"
    text = path.read_text(encoding="utf-8")
    before = prints(gated.bad)
    path.write_text(f"# moved\n{text}", encoding="utf-8")
    try:
        after = prints(dataclasses.replace(gated.bad, points=points))
    finally:
        path.write_text(text, encoding="utf-8")

    assert before == after
    assert len(set(before)) == len(before)


def test_hostile_names_are_text(gated: Gated) -> None:
    """Whatever things are called, the log is valid, and no message has a placeholder or a link."""

    @settings(max_examples=25, deadline=None)
    @given(text=hostile_text)
    def named(text: str) -> None:
        run = valid(sarif(hostile_report(gated, text)))
        for result in run["results"]:
            said = result["message"]["text"].replace("{{", "").replace("}}", "")
            assert "{" not in said
            assert "](" not in said

    named()


def _repeated(trace: Trace, length: int) -> tuple[Any, ...]:
    return tuple(
        dataclasses.replace(trace.steps[number % len(trace.steps)], number=number)
        for number in range(length)
    )
