"""A counterexample in SARIF, checked with the standard's own schema."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import jsonschema

from places import DATA
from tornfolio.trace.trace import CPlace, Trace
from tornfolio.views.sarif import sarif_text
from traces import make_trace


def run_of(trace: Trace) -> dict[str, Any]:
    """The run of a trace's log, which has to be valid."""
    log = json.loads(sarif_text(trace))
    schema = json.loads((DATA / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_each_step_is_a_location_in_the_tree() -> None:
    """A step with a place has file and line, any other its function; the result is at a place."""
    trace = make_trace()
    place = CPlace("map_pte", "mm/page_vma_mapped.c", 44, 40, ("",) * 9)
    steps = (trace.steps[0], dataclasses.replace(trace.steps[1], c=place), *trace.steps[2:])
    run = run_of(dataclasses.replace(trace, steps=steps))
    (result,) = run["results"]
    assert result["ruleId"] == trace.property == run["tool"]["driver"]["rules"][0]["id"]
    where = {
        "artifactLocation": {"uri": "mm/page_vma_mapped.c", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 44},
    }
    assert [each["physicalLocation"] for each in result["locations"]] == [where]
    (flow,) = result["codeFlows"]
    locations = [each["location"] for each in flow["threadFlows"][0]["locations"]]
    assert len(locations) == len(trace.steps)
    assert [n for n, each in enumerate(locations) if "physicalLocation" in each] == [1]
    assert locations[1]["physicalLocation"] == where
    assert locations[2]["logicalLocations"][0]["name"] == trace.steps[2].function


def test_without_places_it_is_still_valid() -> None:
    """A tree that has none of the functions gives a flow of functions alone."""
    (result,) = run_of(make_trace())["results"]
    assert result["locations"] == []
