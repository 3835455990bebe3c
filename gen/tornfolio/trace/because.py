"""Says why reclaim went on as it did, where another CPU had written what decided that."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tornfolio.tla.annotations import Action
from tornfolio.tla.printed import printed
from tornfolio.tla.values import Value
from tornfolio.tlc.behaviour import Instead
from tornfolio.trace.layout import Layout
from tornfolio.trace.places import value_at
from tornfolio.trace.trace import Read, Step, Trace

__all__ = ["because", "with_reads"]

_MOST = 3
# Of a value that is longer nothing is told.
_LONGEST = 40
_IS = " = "
_TAKES_PTL = "(): spin_lock(pvmw->ptl)"


def with_reads(trace: Trace, found: Sequence[Instead], actions: Mapping[str, Action]) -> Trace:
    """A trace whose steps say what reclaim read there that decided how it went on.

    `found` are the values with which TLC has found that it would have gone on to another label.
    """
    of_step = {each.step: each for each in found}
    steps = [
        replace(step, read=_read(trace, of_step[step.number], actions))
        if step.number in of_step
        else step
        for step in trace.steps
    ]
    return replace(trace, steps=tuple(steps))


def because(trace: Trace) -> list[str]:
    """A sentence for each thing that was read, of neighbours that read alike one for all."""
    said: list[str] = []
    told: set[tuple[str, str, str]] = set()
    for step in trace.steps:
        read = step.read
        if read is None or (step.action, read.writer, read.value) in told:
            continue
        told.add((step.action, read.writer, read.value))
        if not read.writer:
            said.append(_left_open(step, read))
            continue
        said.append(
            f"Because {read.writer} had set {read.what} to {read.value} in step {read.written},"
            f" {step.actor} read that in {step.function}() (step {step.number})."
            f" Had it still been {read.before}, {_otherwise(step, read)}."
        )
    return said[-_MOST:]


def _left_open(step: Step, read: Read) -> str:
    """A sentence for what no CPU has decided: what a parameter says, or what can happen or not."""
    at = f"{step.function}(): {step.primitive}"
    if read.what:
        return (
            f"Because {read.what} = {read.value}, step {step.number} ({at}) led to {read.before}."
            f" Without that, {_otherwise(step, read)}."
        )
    return (
        f"Because of how step {step.number} ended ({at}), {step.actor} went on to {read.before}."
        f" Had it ended the other way, {_otherwise(step, read)}."
    )


def _otherwise(step: Step, read: Read) -> str:
    if not read.otherwise:
        return f"{step.actor} would have gone on otherwise"
    if read.otherwise.endswith(_TAKES_PTL):
        return f"the walk would have taken the PTL here ({_TAKES_PTL.removeprefix('(): ')})"
    if "(): " in read.otherwise:
        return f"{step.actor} would have gone on to {read.otherwise}"
    return read.otherwise.replace(_IS, " would have been ", 1)


def _read(trace: Trace, found: Instead, actions: Mapping[str, Action]) -> Read:
    state = trace.steps[found.step - 1].state
    action = actions.get(found.label)
    if found.name not in state.variables:
        gone_on = actions.get(trace.steps[found.step].state.pc[str(trace.steps[found.step].actor)])
        name = found.name.lower()
        return Read(
            what=name,
            value=_value_of(trace, name) if name else "",
            writer="",
            written=0,
            before=_told(gone_on),
            otherwise=_told(action) if action else _other(found),
        )
    return Read(
        what=_name(found.name, found.place, trace.layout),
        value=_shown(value_at(state.variables[found.name], found.place)),
        writer=str(trace.steps[found.written].actor),
        written=found.written,
        before=_shown(found.value),
        otherwise=_told(action) if action else _other(found),
    )


def _told(action: Action | None) -> str:
    return f"{action.function}(): {action.primitive}" if action else "its end"


def _value_of(trace: Trace, name: str) -> str:
    """The value of a parameter, as the heading of a trace has it."""
    parts = trace.parameters.partition(f"{name} = ")[2].split(", ")
    values = itertools.takewhile(lambda part: part == parts[0] or _IS not in part, parts)
    return ", ".join(values)


def _other(found: Instead) -> str:
    """What else would have been, if that can be told in a few words: the shortest of it."""
    told = [f"{name}{_IS}{_shown(value)}" for name, value in found.others.items()]
    return min((each for each in told if len(each) <= _LONGEST), key=len, default="")


def _name(name: str, place: Sequence[Value], layout: Layout) -> str:
    if name == "pte" and len(place) == 2 and all(type(key) is int for key in place):
        vma, page = place
        return layout.name([(vma - 1) * layout.nr_pages + page])  # type: ignore[operator]
    return name + "".join(f"[{key}]" for key in place)


def _shown(value: Value | None) -> str:
    return str(value) if value is None or isinstance(value, str) else printed(value)
