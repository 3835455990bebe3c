"""Writes one counterexample in SARIF 2.1.0: a code flow through the files of a Linux tree."""

from __future__ import annotations

import json
from typing import Any

from tornfolio import __version__
from tornfolio.trace.trace import CPlace, Step, Trace

__all__ = ["sarif_text"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_Json = dict[str, Any]


def sarif_text(trace: Trace) -> str:
    """The log: one result, with a location for each step; files are named within the tree.

    A step that the tree has no place for is told by its function alone.
    """
    shown = _shown(trace)
    result: _Json = {
        "ruleId": trace.property,
        "ruleIndex": 0,
        "level": "error",
        "message": _message(f"{trace.scenario} ({trace.parameters}): {trace.heading}"),
        "locations": [_place(shown)] if shown else [],
        "codeFlows": [
            {
                "message": _message(f"{trace.heading} after {trace.steps[-1].number} steps"),
                "threadFlows": [{"locations": [_step(trace, step) for step in trace.steps]}],
            }
        ],
    }
    rule = {"id": trace.property, "shortDescription": _message(trace.sentence)}
    run = {
        "tool": {"driver": {"name": "tornfolio", "version": __version__, "rules": [rule]}},
        "columnKind": "unicodeCodePoints",
        "results": [result],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _shown(trace: Trace) -> CPlace | None:
    """The place of the result: where the walk left a PTE behind, or else the last in the tree."""
    missed = [step.c for step in trace.steps if step.c and step.stepped_over is not None]
    return next(iter([*missed, *(step.c for step in reversed(trace.steps) if step.c)]), None)


def _step(trace: Trace, step: Step) -> _Json:
    ptes = trace.layout.strip(step.state.pte)
    who = f"{step.actor} at {step.action}, {step.function}(): " if step.actor else ""
    location: _Json = _place(step.c) if step.c else {}
    if step.function is not None:
        name = step.c.function if step.c else step.function
        location["logicalLocations"] = [{"name": name, "kind": "function"}]
    location["message"] = _message(f"step {step.number}: {who}{step.primitive}; PTEs {ptes}")
    return {
        "location": location,
        "executionOrder": step.number,
        "importance": "important" if step.visible or step.actor is None else "unimportant",
    }


def _place(place: CPlace) -> _Json:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": place.file, "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": place.line},
        }
    }


def _message(text: str) -> _Json:
    """A message; braces would be placeholders in it, and a link needs brackets and more."""
    text = text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
    return {"text": text.encode(errors="replace").decode() or "-"}
