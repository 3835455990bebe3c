"""Finds the steps in which reclaim went on as it did because another CPU had written something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tornfolio.tla.annotations import Action
from tornfolio.tla.branches import Branch, branch_of
from tornfolio.tla.printed import printed
from tornfolio.tla.values import Function, Value
from tornfolio.trace.layout import Layout
from tornfolio.trace.state import State
from tornfolio.trace.trace import Read, Step, Trace

__all__ = ["because", "with_reads"]

_READER = "reclaim"
_MOST = 3
_OWN = ("pc",)
# What maps the folio is what the walk is there for, whoever has mapped it.
_ORDINARY = ("pte", "present")


def with_reads(trace: Trace, module: str, actions: Mapping[str, Action]) -> Trace:
    """A trace whose steps say what reclaim read there that decided how it went on.

    Told is a value that differs from that of the initial state and was written by another CPU, at
    a label from which there are several ways. `module` is the translated module.
    """
    writes: dict[tuple[str, tuple[Value, ...]], Step] = {}
    steps = [trace.steps[0]]
    for before, step in zip(trace.steps, trace.steps[1:], strict=False):
        branch = branch_of(module, step.action) if step.actor == _READER else None
        read = branch and _read(trace, before.state, step.state, branch, writes)
        if branch and read:
            others = [label for label in branch.targets if label != step.state.pc[_READER]]
            told = [
                f"{actions[t].function}(): {actions[t].primitive}" for t in others if t in actions
            ]
            step = replace(step, read=replace(read, otherwise=" or ".join(told[:2])))
        steps.append(step)
        for name, value in step.state.variables.items():
            for place in _differ(before.state.variables.get(name), value):
                writes[name, place] = step
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
        otherwise = f"; had it read something else, it could have gone on to {read.otherwise}"
        said.append(
            f"Because {read.what} was {read.value} in step {step.number}, which {read.writer} had"
            f" written in step {read.written}, {step.actor} went on as it did in {step.function}()"
            f"{otherwise if read.otherwise else ''}."
        )
    return said[-_MOST:]


def _read(
    trace: Trace,
    state: State,
    after: State,
    branch: Branch,
    writes: Mapping[tuple[str, tuple[Value, ...]], Step],
) -> Read | None:
    first = trace.steps[0].state.variables
    for (name, place), step in reversed(list(writes.items())):
        if name not in branch.names or name in _OWN or name.startswith("aux_"):
            continue
        if step.actor == _READER or not _speaks_of(branch, name, place, state, after):
            continue
        now = _at(state.variables[name], place)
        if now == _at(first[name], place) or (name, now) == _ORDINARY:
            continue
        return Read(_name(name, place, trace.layout), _shown(now), str(step.actor), step.number)
    return None


def _speaks_of(
    branch: Branch, name: str, place: Sequence[Value], state: State, after: State
) -> bool:
    """Tell whether the conditions speak of a place of a variable."""
    asked = [keys for known, keys in branch.places if known == name]
    if not asked:
        return True
    for keys in asked:
        values = [
            after.variables.get(key[:-1], key)
            if key.endswith("'")
            else state.variables.get(key, key)
            for key in keys
        ]
        if all(one == other for one, other in zip(values, place, strict=False)):
            return True
    return False


def _differ(
    old: Value | None, new: Value, place: tuple[Value, ...] = ()
) -> Iterator[tuple[Value, ...]]:
    if old == new:
        return
    if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True), start=1):
            yield from _differ(one, other, (*place, at))
    elif isinstance(old, Function) and isinstance(new, Function) and old.keys() == new.keys():
        for key in old:
            yield from _differ(old[key], new[key], (*place, key))
    else:
        yield place


def _at(value: Value, place: Sequence[Value]) -> Value | None:
    for key in place:
        if isinstance(value, tuple) and isinstance(key, int):
            value = value[key - 1]
        elif isinstance(value, Function):
            value = value[key]
        else:
            return None
    return value


def _name(name: str, place: Sequence[Value], layout: Layout) -> str:
    if name == "pte" and len(place) == 2 and all(type(key) is int for key in place):
        vma, page = place
        return layout.name([(vma - 1) * layout.nr_pages + page])  # type: ignore[operator]
    return name + "".join(f"[{key}]" for key in place)


def _shown(value: Value | None) -> str:
    return str(value) if value is None or isinstance(value, str) else printed(value)
