"""Turns traces into JSON and back, so that a trace can be shown without checking again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tornfolio.errors import BadInput
from tornfolio.trace import Change, State, Step, Trace

__all__ = ["FORMAT", "trace_from_json", "trace_to_json"]

FORMAT = 1

_TEXTS = ("scenario", "intent", "parameters", "property", "sentence", "module", "tlc_version")


def trace_to_json(trace: Trace) -> dict[str, Any]:
    """Give a trace as JSON has it."""
    return {
        "format": FORMAT,
        **{name: getattr(trace, name) for name in _TEXTS},
        "condition": trace.condition,
        "lanes": dict(trace.lanes),
        "ending": trace.ending,
        "back_to": trace.back_to,
        "steps": [step.to_json() for step in trace.steps],
    }


def trace_from_json(value: Mapping[str, Any], where: str) -> Trace:
    """Read what trace_to_json() gave. Raises BadInput, naming `where`, if it is not that."""
    try:
        if value["format"] != FORMAT:
            raise ValueError(f"format {value['format']}, not {FORMAT}")
        trace = Trace(
            **{name: str(value[name]) for name in _TEXTS},
            condition=value["condition"],
            lanes={str(cpu): str(about) for cpu, about in value["lanes"].items()},
            steps=tuple(map(_step, value["steps"])),
            ending=value["ending"],
            back_to=value["back_to"],
        )
        if not trace.steps:
            raise ValueError("no steps")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"{where} is not a trace of this version: {error!r}", "check the scenario again"
        ) from None
    return trace


def _step(value: Mapping[str, Any]) -> Step:
    state = value["state"]
    return Step(
        number=int(value["step"]),
        actor=value["actor"],
        action=str(value["action"]),
        function=value["function"],
        primitive=str(value["primitive"]),
        line=value["line"],
        state=State(
            pte=tuple(map(str, state["pte"])),
            ptl=state["ptl"],
            pc={str(cpu): str(label) for cpu, label in state["pc"].items()},
            variables={},
        ),
        changes=tuple(
            Change(int(page), str(before), str(after))
            for page, (before, after) in value["changed"].items()
        ),
        stepped_over=value["stepped_over"],
        takes_ptl=bool(value["takes_ptl"]),
        drops_ptl=bool(value["drops_ptl"]),
    )
