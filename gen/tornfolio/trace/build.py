"""Makes the trace of a behaviour that TLC gave: what each step is, who took it, what it changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from tornfolio.support.errors import ToolFailed
from tornfolio.tla.annotations import Action
from tornfolio.tlc.behaviour import RawState
from tornfolio.tlc.result import Result
from tornfolio.trace.actors import actor_of
from tornfolio.trace.because import with_reads
from tornfolio.trace.state import State, read_state
from tornfolio.trace.trace import Change, Step, Trace

__all__ = ["build_trace", "build_way"]


def build_trace(result: Result) -> Trace:
    """Make the trace of a result that found a violation.

    Raises ToolFailed if the behaviour is not one of the spec that the run was made of.
    """
    if result.violated is None or not result.states:
        raise ValueError("a trace needs a violation")
    return _trace(result, result.violated.name, result.violated.sentence)


def build_way(result: Result) -> Trace:
    """Make the trace of the states that lead to where something cannot be evaluated.

    Raises ToolFailed as build_trace() does.
    """
    sentence = "The last state is the one that TLC could not judge; the error below says why."
    found = _trace(result, "This behaviour", sentence)
    return dataclasses.replace(found, verb="leads to what cannot be evaluated")


def _trace(result: Result, name: str, sentence: str) -> Trace:
    spec = result.run.spec
    steps: list[Step] = []
    before: State | None = None
    for raw in result.states:
        after = read_state(raw)
        steps.append(_first_step(after) if before is None else _step(result, before, raw, after))
        before = after
    about = {actor.process: actor.about for actor in spec.annotations.actors}
    trace = Trace(
        scenario=spec.scenario.name,
        intent=spec.scenario.intent,
        parameters=spec.scenario.parameters.in_words(),
        property=name,
        sentence=sentence,
        condition=result.run.question.condition,
        module=spec.module,
        tlc_version=result.tlc_version,
        lanes={cpu: about[process] for process in about for cpu in spec.cpus[process]},
        nr_pages=spec.scenario.parameters.nr_pages,
        vmas=spec.scenario.parameters.vmas,
        straddle=spec.scenario.parameters.straddle,
        steps=tuple(steps),
        ending=result.ending,
        back_to=result.back_to,
    )
    return with_reads(trace, result.instead, spec.annotations.actions)


def _first_step(state: State) -> Step:
    return Step(0, None, "Init", None, "the initial state", None, state)


def _step(result: Result, before: State, raw: RawState, after: State) -> Step:
    spec = result.run.spec
    action = spec.annotations.actions.get(raw.action)
    actor = _actor(result, before, after, action) if action else None
    if action is None or actor is None:
        raise ToolFailed(
            f"{result.run.execution.output}: step {raw.number} ({raw.action}) is none of the spec"
        )
    return Step(
        number=raw.number - 1,
        actor=actor,
        action=action.label,
        function=action.function,
        primitive=action.primitive,
        line=action.line,
        state=after,
        changes=tuple(
            Change(slot, old, new)
            for slot, (old, new) in enumerate(zip(before.pte, after.pte, strict=True))
            if old != new
        ),
        stepped_over=next(iter(_stepped_over(after) - _stepped_over(before)), None),
        takes=_table(before, after, lambda old, new: new is not None and new == actor != old),
        drops=_table(before, after, lambda old, new: old is not None and new is None),
    )


def _table(
    before: State, after: State, changed: Callable[[str | None, str | None], bool]
) -> int | None:
    """The first page table whose PTL changed hands in a certain way."""
    pairs = zip(before.ptls, after.ptls, strict=True)
    return next((n for n, pair in enumerate(pairs, start=1) if changed(*pair)), None)


def _actor(result: Result, before: State, after: State, action: Action) -> str | None:
    """Find the CPU that took the step: it was at the label of the action."""
    spec = result.run.spec
    at_label = [cpu for cpu in spec.cpus[action.process] if before.pc[cpu] == action.label]
    if len(at_label) == 1:
        return at_label[0]
    return actor_of(before, after, at_label, spec.scenario.parameters.straddle)


def _stepped_over(state: State) -> frozenset[int]:
    found = state.variables.get("aux_stepped_over")
    vmas = found if isinstance(found, tuple) else ()
    nr_pages = len(state.pte) // max(len(vmas), 1)
    return frozenset(
        vma * nr_pages + page
        for vma, pages in enumerate(vmas)
        if isinstance(pages, frozenset)
        for page in pages
        if isinstance(page, int)
    )
