"""Turns traces into JSON and back, so that a trace can be shown without checking again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from tornfolio.support.errors import BadInput
from tornfolio.support.misread import misread
from tornfolio.tla.values import Value
from tornfolio.tlc.behaviour import Ending
from tornfolio.trace.itf import itf_value, stayed, value_of_itf
from tornfolio.trace.state import State
from tornfolio.trace.trace import VIOLATED, Change, Choice, Read, Step, Trace

__all__ = ["FORMAT", "object_text", "trace_from_json", "trace_to_json", "trace_to_text"]

FORMAT = 3

_TEXTS = ("scenario", "intent", "parameters", "property", "sentence", "module", "tlc_version")


def trace_to_text(trace: Trace) -> str:
    """A trace as the text of a JSON file, each step in a line of its own."""
    return object_text(trace_to_json(trace), rows="steps")


def object_text(value: Mapping[str, Any], *, rows: str) -> str:
    """An object as the text of a JSON file, a line for each key and for each of some rows.

    The key of the rows comes last. json's own `indent` takes ten times as long.
    """
    lines = [
        f" {json.dumps(key)}: {json.dumps(item)}" for key, item in value.items() if key != rows
    ]
    each = ",\n".join(f"  {json.dumps(row)}" for row in value[rows])
    return "\n".join(["{", *(f"{line}," for line in lines), f' "{rows}": [', each, " ]", "}", ""])


def trace_to_json(trace: Trace) -> dict[str, Any]:
    """A trace as JSON has it.

    Each step has the `variables` whose values are others than before it, by the rules of ITF, with
    integers as numbers.
    """
    steps = []
    before: Mapping[str, Value] = {}
    for step in trace.steps:
        after = step.state.variables
        told = {
            name: itf_value(v, numbers=True)
            for name, v in after.items()
            if not stayed(name, v, before)
        }
        gone = {name: None for name in before if name not in after}
        steps.append(step.to_json() | {"variables": told | gone})
        before = after
    return {
        "format": FORMAT,
        **{name: getattr(trace, name) for name in _TEXTS},
        "condition": trace.condition,
        **({} if trace.is_violation else {"verb": trace.verb}),
        "lanes": dict(trace.lanes),
        "nr_pages": trace.nr_pages,
        "vmas": trace.vmas,
        "straddle": trace.straddle,
        "ending": trace.ending,
        "back_to": trace.back_to,
        "steps": steps,
    }


def trace_from_json(value: Mapping[str, Any], where: str) -> Trace:
    """Read what trace_to_json() gave. Raises BadInput, naming `where`, if it is not that."""
    try:
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is no text
        if value["format"] != FORMAT:
            raise ValueError(f"format {value['format']}, not {FORMAT}")
        trace = Trace(
            **{name: str(value[name]) for name in _TEXTS},
            condition=value["condition"],
            verb=str(value.get("verb", VIOLATED)),
            lanes={str(cpu): str(about) for cpu, about in value["lanes"].items()},
            nr_pages=value["nr_pages"],
            vmas=value["vmas"],
            straddle=value["straddle"],
            steps=tuple(_steps(value["steps"])),
            ending=value["ending"],
            back_to=value["back_to"],
        )
        _check(trace)
    except (
        AttributeError,
        KeyError,
        OverflowError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise BadInput(
            f"{where} is not a trace of this version: {misread(error)}", "check the scenario again"
        ) from None
    return trace


def _check(trace: Trace) -> None:
    """Raise TypeError or ValueError if the parts of a trace do not fit together."""
    if not trace.steps or not trace.lanes:
        raise ValueError("no steps or no lanes")
    if trace.ending not in get_args(Ending) or not _is_optional(trace.back_to, int):
        raise ValueError("an unknown ending")
    cpus = {None, *trace.lanes}
    slots = range(len(trace.steps[0].state.pte))
    tables = range(1, len(trace.steps[0].state.ptls) + 1)
    if [type(trace.nr_pages), type(trace.vmas)] != [int, int] or (
        len(slots) != trace.nr_pages * trace.vmas
    ):
        raise ValueError("nr_pages and vmas do not fit the PTEs")
    if type(trace.straddle) is not int or trace.straddle not in range(trace.nr_pages):
        raise ValueError("straddle does not fit nr_pages")
    for number, step in enumerate(trace.steps):
        if not slots or len(step.state.pte) != len(slots):
            raise ValueError(f"step {number} has other PTEs")
        if not tables or len(step.state.ptls) != len(tables):
            raise ValueError(f"step {number} has other PTLs")
        if not {step.actor, *step.state.ptls, *(c.actor for c in step.choices or ())} <= cpus:
            raise ValueError(f"step {number} has an unknown CPU")
        if not _is_optional(step.function, str):
            raise TypeError(f"step {number} has a function of another type")
        for table in (step.takes, step.drops):
            if not _is_optional(table, int) or (table is not None and table not in tables):
                raise ValueError(f"step {number} has an unknown page table")
        if not _is_optional(step.stepped_over, int):
            raise TypeError(f"step {number} has a PTE of another type")
        touched = [change.slot for change in step.changes]
        touched += [] if step.stepped_over is None else [step.stepped_over]
        if not all(slot in slots for slot in touched):
            raise ValueError(f"step {number} has a PTE that the folio has not")


def _is_optional(value: object, kind: type) -> bool:
    return value is None or (isinstance(value, kind) and not isinstance(value, bool))


def _steps(values: Iterable[Mapping[str, Any]]) -> Iterator[Step]:
    variables: dict[str, Value] = {}
    for value in values:
        changed = value["variables"].items()
        told = {str(name): value_of_itf(item) for name, item in changed if item is not None}
        gone = {str(name) for name, item in changed if item is None}
        variables = {name: kept for name, kept in variables.items() if name not in gone} | told
        yield _step(value, variables)


def _step(value: Mapping[str, Any], variables: Mapping[str, Value]) -> Step:
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
            ptls=tuple(state["ptls"]),
            pc={str(cpu): str(label) for cpu, label in state["pc"].items()},
            variables=variables,
        ),
        changes=tuple(
            Change(int(slot), str(before), str(after))
            for slot, (before, after) in value["changed"].items()
        ),
        stepped_over=value["stepped_over"],
        takes=value["takes"],
        drops=value["drops"],
        choices=_choices(value),
        read=_read(value),
    )


def _choices(value: Mapping[str, Any]) -> tuple[Choice, ...] | None:
    """Read what could have happened instead of a step; None if nobody had asked."""
    if "choices" not in value:
        return None
    return tuple(
        Choice(*(str(told[name]) for name in ("actor", "action", "function", "primitive")))
        for told in value["choices"]
    )


def _read(value: Mapping[str, Any]) -> Read | None:
    """Read what a CPU read in a step that decided how it went on, if anything did."""
    told = value.get("read")
    if told is None:
        return None
    what, shown, writer, before, otherwise = (
        str(told[name]) for name in ("what", "value", "writer", "before", "otherwise")
    )
    return Read(what, shown, writer, int(told["written"]), before, otherwise)
