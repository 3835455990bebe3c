"""Writes what the gate found in SARIF 2.1.0, with a code flow for each counterexample."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from tornfolio import __version__
from tornfolio.gate.differences import RULES, Unexpected, list_unexpected
from tornfolio.gate.places import Location, Locator
from tornfolio.gate.run import GateReport
from tornfolio.model.properties import Property
from tornfolio.trace.trace import Step, Trace

__all__ = ["sarif"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# GitHub shows no more locations of a flow.
_MOST_LOCATIONS = 1000

_Json = dict[str, Any]


def sarif(report: GateReport) -> _Json:
    """The log as JSON has it: a rule for each property, a result for each difference."""
    found = list_unexpected(report)
    locator = Locator(report.expectations, report.model)
    rules = [_rule_of(prop) for prop in report.properties.values()]
    rules += [_rule(name, text, "the gate itself", "gate") for name, text in RULES.items()]
    known = {rule["id"] for rule in rules}
    for each in found:
        if each.rule not in known:  # an expectation of a property that is no more
            known.add(each.rule)
            rules.append(_rule(each.rule, "A property that was expected.", "", "gate"))
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    failed = [each for each in found if each.word == "tool failed"]
    run = {
        "tool": {"driver": {"name": "tornfolio", "version": __version__, "rules": rules}},
        "automationDetails": {"id": f"tornfolio/{report.lane}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not failed,
                "toolExecutionNotifications": [
                    {"level": "error", "message": _message(f"{each.place}: {each.message}")}
                    for each in failed
                ],
            }
        ],
        "results": [_result(each, index[each.rule], locator) for each in found],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule_of(prop: Property) -> _Json:
    return _rule(prop.name, prop.sentence, prop.source, prop.kind)


def _rule(name: str, sentence: str, source: str, tag: str) -> _Json:
    return {
        "id": name,
        "shortDescription": _message(sentence),
        "fullDescription": _message(sentence),
        "help": _message(f"{sentence} Source: {source}." if source else sentence),
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": [tag]},
    }


def _result(found: Unexpected, rule: int, locator: Locator) -> _Json:
    bounds = f" ({found.bounds})" if found.bounds else ""
    result: _Json = {
        "ruleId": found.rule,
        "ruleIndex": rule,
        "level": "error",
        "message": _message(f"{found.place}: {found.message}{bounds}"),
        "locations": [_location(found.location)],
        # GitHub knows a result again by this one alone. Results of several points share a line of
        # the templates, so it is made of what was asked, and not of what was found.
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(found)},
        "properties": {
            "point": found.place,
            "expected": found.expected,
            "found": found.found,
            "command": found.command,
        },
    }
    if found.trace is not None:
        result["codeFlows"] = [_flow(found.trace, found.location, locator)]
    return result


def _flow(trace: Trace, start: Location, locator: Locator) -> _Json:
    """A flow with a location for each step; of a very long one the beginning and the end."""
    steps: Sequence[Step] = trace.steps
    said = f"{trace.property} is violated after {steps[-1].number} steps"
    if len(steps) > _MOST_LOCATIONS:
        half = _MOST_LOCATIONS // 2
        said += f"; steps {steps[half].number} to {steps[-half].number - 1} are left out"
        steps = [*steps[:half], *steps[-half:]]
    return {
        "message": _message(said),
        "threadFlows": [{"locations": [_step(trace, step, start, locator) for step in steps]}],
    }


def _step(trace: Trace, step: Step, start: Location, locator: Locator) -> _Json:
    ptes = trace.layout.strip(step.state.pte)
    if step.actor is None:
        said = f"step {step.number}: {step.primitive}; PTEs {ptes}"
    else:
        said = (
            f"step {step.number}: {step.actor} at {step.action},"
            f" {step.function}(): {step.primitive}; PTEs {ptes}"
        )
    where = _location(locator.of_step(step) or start)
    important = step.visible or step.actor is None
    return {
        "location": where | {"message": _message(said)},
        "executionOrder": step.number,
        "importance": "important" if important else "unimportant",
    }


def _location(location: Location) -> _Json:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": location.uri},
            "region": {"startLine": location.line},
        }
    }


def _message(text: str) -> _Json:
    """A message; braces would be placeholders in it, and a link needs brackets and more."""
    text = text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
    return {"text": text.encode(errors="replace").decode() or "-"}


def _fingerprint(found: Unexpected) -> str:
    parts = "\0".join((found.place, found.rule)).encode(errors="replace")
    return hashlib.sha256(parts).hexdigest()[:32] + ":1"
