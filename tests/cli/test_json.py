"""What `--json` writes is what the schemas in docs/reference/json say, key by key."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from referencing import Registry, Resource

import gates
from kernels import kernel
from kinds import Call
from places import ROOT
from reference_commands import all_commands
from tornfolio.support import paths
from tornfolio.tlc.toolchain import Toolchain

SCHEMAS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in (ROOT / "docs" / "reference" / "json").glob("*.json")
}
# What is described by the schema of another command, or by several.
ALIKE = {"resume": "check"}


def closed(schema: Any) -> Any:
    """A schema that allows no keys but those that it names: in time the published one may."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: closed(part) for key, part in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema:
        strict["additionalProperties"] = False
    return strict


REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{name}.json", Resource.from_contents(closed(schema))) for name, schema in SCHEMAS.items()
)


def validated(name: str, text: str) -> Mapping[str, Any]:
    """Read JSON that the schema of a command describes, and nothing else; every key is there."""
    found: Mapping[str, Any] = json.loads(text)
    schema = closed(SCHEMAS[name])
    jsonschema.Draft202012Validator(schema, registry=REGISTRY).validate(found)
    return found


def test_the_schemas_are_schemas() -> None:
    """Each file is valid JSON Schema, and there is one for each command that writes JSON."""
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    writes = {
        ALIKE.get(name, name).replace(" ", "-")
        for name, command, _ in all_commands()
        for option in command.params
        if "--json" in option.opts
        or (isinstance(option.type, click.Choice) and "json" in option.type.choices)
    }
    assert set(SCHEMAS) == writes | {"common"}


@pytest.mark.parametrize("change", [{"new": 1}, {"scenarios": [{}]}, {"scenarios": "torn-pte0"}])
def test_a_key_that_is_not_described_is_noticed(change: dict[str, Any]) -> None:
    """A key too many, a key that is missing, and a value of another kind are no valid JSON."""
    with pytest.raises(jsonschema.ValidationError):
        validated("list", json.dumps({"scenarios": []} | change))


def test_list_and_doctor(call: Call) -> None:
    """The scenarios and the tools."""
    assert len(validated("list", call("list", "--json").stdout)["scenarios"]) > 60
    assert validated("doctor", call("doctor", "--json").stdout)["tools"][0]["name"] == "python"


def test_check_and_resume(call: Call, tools: Toolchain) -> None:
    """A check that holds, one that is violated, one that was cut off, and one with two jars."""
    small = ("--set", "nr_pages=2", "--json")
    whole = validated("check", call("check", "whole-with-sync", *small).stdout)
    assert (whole["verdict"], whole["trace"]) == ("holds", [])
    torn = validated("check", call("check", "torn-pte0", *small).stdout)
    assert (torn["verdict"], torn["violated_property"]) == ("violated", "AllOrNothing")
    stored = Path(torn["run_dir"]) / "verdict.json"
    assert validated("check", stored.read_text(encoding="utf-8")) == torn

    asked = ("check", "torn-pte0", "--property", "TypeOK", "--max-states", "20", *small)
    cut = validated("check", call(*asked).stdout)
    assert cut["verdict"] == "undecided" and cut["reasons"]
    resumed = validated("check", call("resume", cut["run_dir"], "--json").stdout)
    assert resumed["verdict"] == "holds"

    other = shutil.copy(tools.jar.path, "other.jar")
    with zipfile.ZipFile(other, "a") as jar:
        jar.writestr("note", "the same TLC in another file")
    two = call("check", "whole-with-sync", "--second-jar", other, *small)
    assert validated("check", two.stdout)["second"]["same"] is True


def test_trace_and_graph(call: Call) -> None:
    """A counterexample with its choices and variables, and the graph of all states."""
    small = ("torn-pte0", "--set", "nr_pages=2", "-f", "json")
    trace = validated("trace", call("trace", *small, "--choices").stdout)
    assert trace["steps"][0]["actor"] is None and trace["steps"][0]["variables"]
    graph = validated("graph", call("graph", *small).stdout)
    assert len(graph["nodes"]) == graph["graph"]["states"]


def test_sweep_and_outcomes(call: Call) -> None:
    """A grid with a combination that is no point, and a list of final states."""
    asked = ("torn-pte0", "--set", "nr_pages=1,2", "--set", "straddle=0,1", "--json")
    sweep = validated("sweep", call("sweep", *asked).stdout)
    assert {point["properties"]["AllOrNothing"] for point in sweep["points"]} == {
        "holds",
        "violated",
        "no point",
    }
    assert sweep["smallest"]
    sides = ("--policy", "none,ttu-sync", "--set", "cont_ptes=1,2", "--set", "nr_pages=1,2")
    compared = validated("compare", call("compare", "torn-pte0", *sides, "--json").stdout)
    assert compared["smallest"]["AllOrNothing"]["nr_pages"] == 2
    outcomes = validated("outcomes", call("outcomes", "missed-small-folio", "--json").stdout)
    assert {each["pattern"] for each in outcomes["outcomes"]} == {"P", "S"}


def test_quantify(call: Call) -> None:
    """A value with its unit, the worst and the best order, and a curve."""
    pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")
    asked = ("quantify", "torn-pte0", "--set", "nr_pages=2", "--json")
    found = validated("quantify", call(*asked).stdout)
    (torn,) = (each for each in found["quantities"] if each["name"] == "P(torn)")
    assert 0 < torn["value"] < 1
    assert torn["unit"] == ""
    found = validated("quantify", call(*asked, "--scheduler", "any").stdout)
    (torn,) = (each for each in found["quantities"] if each["name"] == "P(torn)")
    assert (torn["value"], torn["min"], torn["max"]) == (None, 0, 1)
    found = validated("quantify", call(*asked, "--distributions").stdout)
    (hold,) = (each for each in found["quantities"] if each["name"] == "E(hold, contpte)")
    assert hold["within"][0] == {"time": 0, "probability": 0}
    trace = validated("quantify", call(*asked, "--trace", "max").stdout)["trace"]
    assert trace["property"] == "P(torn)"
    assert trace["steps"][-1]["state"]["pte"] == ["present", "swap"]
    found = validated("quantify", call(*asked, "--vary", "flush=0.5..2").stdout)
    kinds = {each["label"]: each["kind"] for each in found["rates"]}
    assert kinds["contpte_set"] == "store"
    compared = (*asked, "--policy", "none", "--policy", "ttu-sync", "--rate", "flush=1")
    none, sync = validated("quantify", call(*compared).stdout)["policies"]
    assert (none["policy"], sync["policy"]) == ("none", "ttu-sync")
    assert none["quantities"][0]["value"] > sync["quantities"][0]["value"] == 0
    rates = [point["rate"] for point in found["curve"]["points"]]
    assert rates[0] == 0.5
    assert rates[-1] == pytest.approx(2)


def test_claims_and_mutate(call: Call) -> None:
    """A claim with a condition, and two mutants, one of which nothing can notice."""
    (claim,) = validated("claims", call("claims", "C19", "--json").stdout)["claims"]
    assert {check["role"] for check in claim["checks"]} == {"for", "only-if"}
    assert (claim["kernel"], claim["because"]) == ("rfc-base", None)
    kernels = call("claims", "C03", "--kernel", "rfc-base,v7.3", "--json").stdout
    thread, newest = validated("claims", kernels)["claims"]
    assert (thread["id"], newest["id"]) == ("C03", "C03")
    assert newest["kernel"] == newest["checks"][0]["parameters"]["kernel"] == "v7.3"
    assert newest["verdict"] == "refuted"
    assert newest["because"].endswith(".")
    (mutant,) = validated("mutate", call("mutate", "sync-forgotten", "--json").stdout)["mutants"]
    assert mutant["verdict"] == "killed"


def test_bugs(call: Call) -> None:
    """A bug whose faulty side is violated and whose fixed side is not, and one without sides."""
    (bug,) = validated("bugs", call("bugs", "B05", "--json").stdout)["bugs"]
    assert bug["pair"] is True
    assert (bug["faulty"]["verdict"], bug["fixed"]["verdict"]) == ("violated", "holds")
    assert (bug["faulty"]["parameters"]["bug"], bug["fixed"]["parameters"]["bug"]) == (
        "B05",
        "none",
    )


def test_gate_and_labels(
    call: Call, tools: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lane of a small catalogue in which nobody expects one scenario, and its labels."""
    gates.copy_spec(tmp_path)
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "gen" / "tornfolio")
    gates.expect(tmp_path, tools)
    scenarios = tmp_path / "spec" / "scenarios"
    shutil.copy(scenarios / "torn-pte0.toml", scenarios / "nobody-expects-it.toml")
    call("gate", "--json", "gate.json")
    gate = validated("gate", Path("gate.json").read_text(encoding="utf-8"))
    assert gate["points"][0]["items"] and gate["problems"]
    labels = validated("labels", call("labels", "--json").stdout)["labels"]
    assert {label["process"] for label in labels} == {"reclaim", "contpte"}


def test_the_c_of_a_kernel(call: Call) -> None:
    """What the C of a tree answers, and every way in which it can end."""
    asked = (kernel("7.3"), "torn-pte0", "--set", "nr_pages=2", "--json")
    check = validated("linux-check", call("linux", "check", *asked).stdout)
    assert check["properties"]["AllOrNothing"] == "violated"
    outcomes = validated("linux-outcomes", call("linux", "outcomes", *asked).stdout)
    assert {each["pattern"] for each in outcomes["outcomes"]} == {"PP", "PS", "SS"}
    drift = validated("linux-drift", call("linux", "drift", kernel("7.3"), "--json").stdout)
    walk = next(each for each in drift["functions"] if each["name"] == "map_pte")
    assert walk["state"] == "same" and "map_pte_lock" in walk["labels"]
    compared = validated("linux-compare", call("linux", "compare", *asked).stdout)
    assert (compared["same"], compared["unexplained"]) == (1, 0)
    replayed = validated("linux-replay", call("linux", "replay", *asked).stdout)
    assert replayed["followed"] and replayed["steps"][-1]["action"] == "rmap_unlock"
