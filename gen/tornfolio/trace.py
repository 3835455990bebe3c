"""Makes a trace of a violating behaviour: who acted in each step, in which C function, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tornfolio.errors import ToolFailed
from tornfolio.result import Ending, RawState, Result
from tornfolio.values import Function, Value

__all__ = ["NOBODY", "Change", "State", "Step", "Trace", "build_trace"]

NOBODY = "nobody"


@dataclass(frozen=True)
class State:
    """One state: `pte` the PTE of each page as a word, `ptl` the CPU that holds the PTL, if any.

    `pc` gives the label at which each CPU is; `variables` everything as TLC gave it.
    """

    pte: tuple[str, ...]
    ptl: str | None
    pc: Mapping[str, str]
    variables: Mapping[str, Value]

    def to_json(self) -> dict[str, Any]:
        """Give the state as JSON has it."""
        return {"pte": list(self.pte), "ptl": self.ptl, "pc": dict(self.pc)}


@dataclass(frozen=True)
class Change:
    """One PTE that a step changed."""

    page: int
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One step: `actor`, a CPU, took the action at a label, and `state` is the state after it.

    `function` and `primitive` say what the label stands for, `line` where it stands in the module.
    `stepped_over` is the page whose PTE the walk saw as none and left behind. The first step of a
    trace is the initial state, with no actor and no function.
    """

    number: int
    actor: str | None
    action: str
    function: str | None
    primitive: str
    line: int | None
    state: State
    changes: tuple[Change, ...] = ()
    stepped_over: int | None = None
    takes_ptl: bool = False
    drops_ptl: bool = False

    @property
    def visible(self) -> bool:
        """Tell whether the step changed a PTE or the PTL, or stepped over a PTE."""
        acted = bool(self.changes) or self.stepped_over is not None
        return acted or self.takes_ptl or self.drops_ptl

    def to_json(self) -> dict[str, Any]:
        """Give the step as JSON has it."""
        return {
            "step": self.number,
            "actor": self.actor,
            "action": self.action,
            "function": self.function,
            "primitive": self.primitive,
            "line": self.line,
            "changed": {str(change.page): [change.before, change.after] for change in self.changes},
            "stepped_over": self.stepped_over,
            "takes_ptl": self.takes_ptl,
            "drops_ptl": self.drops_ptl,
            "state": self.state.to_json(),
        }


@dataclass(frozen=True)
class Trace:
    """A behaviour that violates a property, with what is needed to read it on its own.

    `lanes` maps each CPU to what it is, in the order of the module.
    """

    scenario: str
    intent: str
    parameters: str
    property: str
    sentence: str
    condition: str | None
    module: str
    tlc_version: str
    lanes: Mapping[str, str]
    steps: tuple[Step, ...]
    ending: Ending = "stop"
    back_to: int | None = None


def build_trace(result: Result) -> Trace:
    """Make the trace of a result that found a violation.

    Raises ToolFailed if the behaviour is not one of the spec that the run was made of.
    """
    if result.violated is None or not result.states:
        raise ValueError("a trace needs a violation")
    spec = result.run.spec
    steps: list[Step] = []
    before: State | None = None
    for raw in result.states:
        after = _state(raw)
        steps.append(_first_step(after) if before is None else _step(result, before, raw, after))
        before = after
    about = {actor.process: actor.about for actor in spec.annotations.actors}
    return Trace(
        scenario=spec.scenario.name,
        intent=spec.scenario.intent,
        parameters=spec.scenario.parameters.in_words(),
        property=result.violated.name,
        sentence=result.violated.sentence,
        condition=result.run.question.condition,
        module=spec.module,
        tlc_version=result.tlc_version,
        lanes={cpu: about[process] for process in about for cpu in spec.cpus[process]},
        steps=tuple(steps),
        ending=result.ending,
        back_to=result.back_to,
    )


def _first_step(state: State) -> Step:
    return Step(0, None, "Init", None, "the initial state", None, state)


def _step(result: Result, before: State, raw: RawState, after: State) -> Step:
    spec = result.run.spec
    action = spec.annotations.actions.get(raw.action)
    actor = _actor(before, after, raw.action, spec.cpus[action.process]) if action else None
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
            Change(page, old, new)
            for page, (old, new) in enumerate(zip(before.pte, after.pte, strict=True))
            if old != new
        ),
        stepped_over=_one_page(_stepped_over(after) - _stepped_over(before)),
        takes_ptl=after.ptl == actor != before.ptl,
        drops_ptl=before.ptl is not None and after.ptl is None,
    )


def _actor(before: State, after: State, label: str, cpus: tuple[str, ...]) -> str | None:
    """Find the CPU that took the step: it was at the label, and something of its own changed."""
    at_label = [cpu for cpu in cpus if before.pc[cpu] == label]
    if len(at_label) == 1:
        return at_label[0]
    for cpu in at_label:
        if _own(before, cpu) != _own(after, cpu):
            return cpu
    return None


def _own(state: State, cpu: str) -> list[Value]:
    """Give the values of all variables that a CPU has to itself, its program counter included."""
    return [
        value[cpu]
        for value in state.variables.values()
        if isinstance(value, Function) and cpu in value
    ]


def _state(raw: RawState) -> State:
    try:
        match raw.variables:
            case {"pte": (Function() as table,), "ptl": (str(holder),), "pc": Function() as pc}:
                return State(
                    pte=tuple(str(table[page]) for page in range(len(table))),
                    ptl=None if holder == NOBODY else holder,
                    pc={str(cpu): str(label) for cpu, label in pc.items()},
                    variables=raw.variables,
                )
    except KeyError:
        pass
    raise ToolFailed(f"state {raw.number} of the behaviour has no readable pte, ptl and pc")


def _stepped_over(state: State) -> frozenset[Value]:
    match state.variables.get("aux_stepped_over"):
        case (frozenset() as pages,):
            return pages
    return frozenset()


def _one_page(pages: frozenset[Value]) -> int | None:
    return next((page for page in pages if isinstance(page, int)), None)
