"""Reads the behaviour by which TLC shows that a property is violated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tornfolio.model.properties import Property
from tornfolio.support.errors import ToolFailed
from tornfolio.tla.page_runs import each_page
from tornfolio.tla.values import Function, Value, ValueSyntaxError, parse_state
from tornfolio.tlc.failure import failure
from tornfolio.tlc.frames import Frame
from tornfolio.tlc.messages import Code, ExitStatus
from tornfolio.tlc.search import Run

__all__ = [
    "CHOICE",
    "SAFETY",
    "VIOLATED",
    "Behaviour",
    "Ending",
    "Instead",
    "RawState",
    "read_behaviour",
    "read_states",
]

Ending = Literal["stop", "stuttering", "loop"]
# The name of what is no variable: the model leaves open how a step ends.
CHOICE = ""

SAFETY = (Code.INVARIANT_VIOLATED, Code.INVARIANT_VIOLATED_INITIALLY)
# By the exit status that TLC has then, what it says of a violated property.
VIOLATED = {
    ExitStatus.SAFETY: SAFETY,
    ExitStatus.LIVENESS: (Code.TEMPORAL_VIOLATED,),
}


@dataclass(frozen=True)
class RawState:
    """One state of a behaviour: the action that led to it, and all variables."""

    number: int
    action: str
    variables: Mapping[str, Value]


@dataclass(frozen=True)
class Instead:
    """Where a step would have led had a value been another: to a label, to `others` of variables.

    `step` is its number, the initial state being 0; the variable `name` has `value` at `place`, as
    it had before another CPU wrote there in the step `written`. There is no label if it would have
    been the same. A `name` that is no variable is a parameter, which nobody has written, or CHOICE.
    """

    step: int
    name: str
    place: tuple[Value, ...]
    value: Value | None
    written: int
    label: str = ""
    others: Mapping[Value, Value] = Function({})


@dataclass(frozen=True)
class Behaviour:
    """The `states` that violate a property, and how they end.

    In a stop, in stuttering for ever, or in a loop back to the state with the number `back_to`.
    """

    violated: Property
    states: tuple[RawState, ...]
    ending: Ending = "stop"
    back_to: int | None = None


def read_behaviour(run: Run, frames: list[Frame], status: ExitStatus) -> Behaviour:
    """The behaviour that violates a property, of which an output has one.

    Raises ToolFailed if it has none, several, or one that was cut off.
    """
    found = [frame for frame in frames if frame.code in VIOLATED[status]]
    if len(found) != 1 or not found[0].complete:
        raise failure(run, frames)
    prop = _named(run, found[0], status)
    if found[0].code == Code.INVARIANT_VIOLATED_INITIALLY:
        _, _, state = found[0].text.partition("\n")
        return Behaviour(prop, (RawState(1, "Initial predicate", _variables(run, state)),))
    states = read_states(run, frames)
    if not states or [state.number for state in states] != list(range(1, len(states) + 1)):
        raise failure(run, frames)
    return Behaviour(prop, states, *_ending(frames))


def read_states(run: Run, frames: list[Frame]) -> tuple[RawState, ...]:
    """The states of the one behaviour that an output has. Raises ToolFailed if one is cut off."""
    states: list[RawState] = []
    for frame in frames:
        if frame.code == Code.STATE:
            states.append(_state(run, frame, states[-1] if states else None))
    return tuple(states)


def _ending(frames: list[Frame]) -> tuple[Ending, int | None]:
    """How a behaviour ends, and the number of the state to which it goes back."""
    ending: Ending = "stop"
    back_to: int | None = None
    for frame in frames:
        if frame.code == Code.STUTTERING:
            ending = "stuttering"
        elif frame.code == Code.BACK_TO_STATE:
            ending = "loop"
            number = frame.text.partition(":")[0]
            back_to = int(number) if number.isdecimal() else None
    return ending, back_to


def _named(run: Run, frame: Frame, status: ExitStatus) -> Property:
    """Find the property that TLC calls violated; for a temporal one it gives no name."""
    asked = run.question.asked()
    if status == ExitStatus.LIVENESS:
        if len(asked) == 1:
            return next(iter(asked.values()))
    else:
        for word in frame.text.split():
            if word in asked:
                return asked[word]
    raise ToolFailed(
        f"TLC reports a violation of something that was not asked for: {frame.text[:200]}",
        f"its output is {run.execution.output}",
    )


def _state(run: Run, frame: Frame, before: RawState | None) -> RawState:
    """Read `3: <action line ...>` and the variables below it: all, or those that are not as before.

    A step that changes no variable has none.
    """
    header, _, text = frame.text.partition("\n")
    number, _, rest = header.partition(":")
    action = rest.strip().removeprefix("<").partition(" line ")[0].removesuffix(">")
    if not frame.complete or not number.strip().isdecimal():
        raise ToolFailed(f"{run.execution.output}: a state of the behaviour is cut off")
    name = action if action == "Initial predicate" else action.partition("(")[0]
    if before is None:
        return RawState(int(number), name, _variables(run, text))
    changed = _variables(run, text) if text.strip() else {}
    if strange := changed.keys() - before.variables.keys():
        raise ToolFailed(
            f"{run.execution.output}: state {number} has {', '.join(sorted(strange))}, "
            "which the first has not"
        )
    return RawState(int(number), name, {**before.variables, **changed})


def _variables(run: Run, text: str) -> Mapping[str, Value]:
    try:
        return each_page(parse_state(text), run.spec.scenario.parameters.nr_pages)
    except (ValueSyntaxError, TypeError) as error:
        raise ToolFailed(
            f"{run.execution.output}: a state of the behaviour is not understood: {error}"
        ) from None
