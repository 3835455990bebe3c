"""Reads a finished run of TLC: what it decided."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tornfolio.model.properties import Property
from tornfolio.support.errors import BadInput, ToolFailed, TornfolioError
from tornfolio.tla.values import Function, ValueSyntaxError
from tornfolio.tlc.behaviour import (
    SAFETY,
    VIOLATED,
    Ending,
    Instead,
    RawState,
    read_behaviour,
    read_states,
)
from tornfolio.tlc.complaints import no_liveness, warned
from tornfolio.tlc.failure import failure, out_of_memory
from tornfolio.tlc.frames import Frame, read_frames
from tornfolio.tlc.limits import ENDED_BY
from tornfolio.tlc.messages import (
    ERROR,
    WARNING,
    Code,
    Counts,
    ExitStatus,
    is_observation,
    read_counts,
    read_coverage,
    read_outcome,
    read_progress,
    read_recovered,
    read_report,
    read_stuck,
    read_watched,
)
from tornfolio.tlc.search import Run
from tornfolio.tlc.vacuous import endless, unasked, vacuous
from tornfolio.tlc.version import tlc_in_words

__all__ = ["NotEvaluated", "Result", "read_result"]

_SANY_WARNS = "*** Warnings: "
# A search that goes on says what it looks at each 4096 states, but several workers may miss some.
_SAID_WITHIN = 1 << 18


@dataclass(frozen=True)
class Result:
    """What one run of TLC decided.

    "holds": all asked properties, in all reachable states. "violated": `violated`, by the
    behaviour `states`, which ends in a stop, in stuttering for ever, or in a loop back to the
    state with the number `back_to`. "undecided": a limit ended the search, `reason` says which.
    A search that decides several properties at once gives in `reported` those that it found
    violated, and no behaviour but that of the one which is to be shown, even if a limit ended it
    later; one for outcomes gives each distinct final state in `outcomes`.
    `labels` counts the states that each label's steps led to, if that was asked for. `vacuous` are
    the CPUs that never acted, None if that is not known; `endless` says that no state is
    final; `stuck` are CPUs, each with its label, that wait in a state in which nobody can go on, by
    a step of the user's own; `unasked` names the operators that properties of the user's own depend
    on and that are true in no state.
    `notes` say what was not as usual in the search. `instead` are values by which a later question
    found decided how the behaviour went on.
    """

    run: Run
    outcome: Literal["holds", "violated", "undecided"]
    tlc_version: str
    counts: Counts | None
    violated: Property | None = None
    states: tuple[RawState, ...] = ()
    ending: Ending = "stop"
    back_to: int | None = None
    reason: str = ""
    reported: tuple[Property, ...] = ()
    outcomes: tuple[Function, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    vacuous: tuple[str, ...] | None = None
    endless: bool = False
    unasked: tuple[str, ...] = ()
    stuck: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    instead: tuple[Instead, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether all reachable states were searched."""
        return self.run.execution.exit_status == ExitStatus.SUCCESS and self.outcome != "undecided"

    @property
    def went_on(self) -> bool:
        """Tell whether a complete search did not begin at the initial states."""
        return self.complete and self.counts is not None and self.counts.generated is None


class NotEvaluated(BadInput):
    """Text of the user's own that cannot be evaluated where the `states` of `result` lead to."""

    def __init__(self, mistake: BadInput, result: Result) -> None:
        super().__init__(mistake.problem, mistake.next_step)
        self.result = result


def read_result(run: Run) -> Result:
    """Read a run's output. Exit status, message codes, names and counts must agree on a verdict.

    Raises ToolFailed if TLC crashed, its output was cut off, or anything about it is not
    understood: never does such a run count as a verdict.
    """
    execution = run.execution
    with execution.output.open(encoding="utf-8", errors="replace") as lines:
        frames = [frame for frame in read_frames(lines) if not is_observation(frame)]
    version = tlc_in_words(_first(frames, Code.VERSION)) or "TLC of an unknown version"
    counts = _counts(frames)
    reported = _reported(run, frames)
    found = _shown(Result(run, "undecided", version, counts, reported=reported), frames)
    if execution.stopped in ENDED_BY:
        return dataclasses.replace(found, reason=ENDED_BY[execution.stopped])
    status = execution.exit_status
    if status == ExitStatus.SUCCESS or status in VIOLATED:
        _check_warnings(run, frames)
    if status == ExitStatus.SUCCESS:
        _check_complete(run, frames, counts)
        _check_asked(run, frames)
        return dataclasses.replace(
            found,
            outcome="violated" if reported else "holds",
            outcomes=_outcomes(run, frames),
            labels=dict(each for frame in frames if (each := read_coverage(frame)) is not None),
            vacuous=vacuous(run, frames),
            endless=endless(run, frames),
            unasked=unasked(run, frames),
            stuck=tuple(who for frame in frames if (who := read_stuck(frame)) is not None),
        )
    if status in VIOLATED:
        finished = any(frame.code == Code.FINISHED and frame.complete for frame in frames)
        if not finished:
            raise failure(run, frames)
        behaviour = read_behaviour(run, frames, ExitStatus(status))
        return dataclasses.replace(found, outcome="violated", **vars(behaviour))
    if out_of_memory(status, frames):
        return dataclasses.replace(found, reason=ENDED_BY["memory"])
    raise _with_behaviour(failure(run, frames), found, frames)


def _with_behaviour(error: TornfolioError, result: Result, frames: list[Frame]) -> TornfolioError:
    """The same error, with the behaviour after which the user's text could not be evaluated."""
    try:
        states = read_states(result.run, frames)
    except ToolFailed:
        return error
    if not isinstance(error, BadInput) or len(states) < 2:
        return error
    return NotEvaluated(error, dataclasses.replace(result, states=states))


def _check_warnings(run: Run, frames: list[Frame]) -> None:
    """Raise an error if SANY or TLC has warned of the model: then it means something else to them.

    Of TLC's warnings one is harmless: which garbage collector the JVM has changes no verdict.
    """
    output = run.execution.output
    if any(frame.text.startswith(_SANY_WARNS) for frame in frames if frame.code == Frame.LOOSE):
        raise warned(run.spec, output.read_text(encoding="utf-8", errors="replace"), output)
    for frame in frames:
        if frame.severity == WARNING and frame.code != Code.GARBAGE_COLLECTOR:
            raise warned(run.spec, frame.text, output)


def _check_asked(run: Run, frames: list[Frame]) -> None:
    """Raise ToolFailed if a search that found nothing wrong did not look at what was asked."""
    asked = {prop.name for prop in run.question.properties}
    if run.question.watch:
        unseen = asked - {read_watched(frame) for frame in frames} | _unseen_since(run, frames)
    else:
        temporal = {prop.name for prop in run.question.properties if prop.kind == "liveness"}
        begun = any(frame.code == Code.TEMPORAL_BEGUN for frame in frames)
        unseen = set() if begun else temporal
        for prop in run.question.properties:
            if prop.name in unseen and (mistake := no_liveness(run.spec, prop)):
                raise mistake
    if unseen:
        raise ToolFailed(
            f"TLC ended without having looked at {', '.join(sorted(unseen))}",
            f"its .cfg or its module was changed; its output is {run.execution.output}",
        )


def _unseen_since(run: Run, frames: list[Frame]) -> set[str]:
    """The properties that a search has not looked at since it has gone on from a checkpoint.

    Then it says only now and then what it looks at, and not what it has reported before.
    """
    starts = [at for at, frame in enumerate(frames) if frame.code == Code.RECOVERED]
    counts = _counts(frames)
    if not starts or counts is None:
        return set()
    before, since = frames[: starts[-1]], frames[starts[-1] :]
    if counts.distinct - (read_recovered(since[0]) or 0) < _SAID_WITHIN:
        return set()
    reported = {read_report(frame) for frame in before}
    asked = {prop.name for prop in run.question.properties}
    return asked - reported - {read_watched(frame) for frame in since}


def _shown(result: Result, frames: list[Frame]) -> Result:
    """Add the behaviour after which a search has gone on, if TLC has given the whole of it."""
    question = result.run.question
    ends = [at for at, frame in enumerate(frames) if frame.code in (Code.STATE, *SAFETY)]
    if question.shown is None or not ends or ends[-1] == len(frames) - 1:
        return result
    if question.clearest:
        # Each behaviour is clearer than the one before.
        frames = frames[max(at for at, frame in enumerate(frames) if frame.code in SAFETY) :]
    behaviour = read_behaviour(result.run, frames, ExitStatus.SAFETY)
    return dataclasses.replace(result, **vars(behaviour))


def _reported(run: Run, frames: list[Frame]) -> tuple[Property, ...]:
    """The asked properties that Watch, which looks at all, calls violated.

    Several workers may name a property each.
    """
    names = {name for frame in frames if (name := read_report(frame)) is not None}
    if unknown := names - {prop.name for prop in run.spec.properties}:
        raise ToolFailed(
            f"TLC reports a violation of something that was not asked for: {', '.join(unknown)}",
            f"its output is {run.execution.output}",
        )
    return tuple(prop for prop in run.question.properties if prop.name in names)


def _outcomes(run: Run, frames: list[Frame]) -> tuple[Function, ...]:
    try:
        return tuple(found for frame in frames if (found := read_outcome(frame)) is not None)
    except ValueSyntaxError as error:
        raise ToolFailed(
            f"{run.execution.output}: a final state is not understood: {error}"
        ) from None


def _check_complete(run: Run, frames: list[Frame], counts: Counts | None) -> None:
    frames = [frame for frame in frames if not run.question.goes_on_after(frame)]
    codes = {frame.code for frame in frames if frame.complete}
    violations = {code for several in VIOLATED.values() for code in several}
    complete = (
        {Code.SUCCESS, Code.COUNTS, Code.FINISHED} <= codes
        and not codes & (violations | {Code.ACTION_PROPERTY_VIOLATED, Code.DEADLOCK})
        and not any(frame.severity == ERROR for frame in frames)
        and counts is not None
        and counts.left_on_queue == 0
        and counts.distinct > 0
    )
    if not complete:
        raise ToolFailed(
            "TLC ended with status 0, but its output does not show a complete search",
            f"read {run.execution.output} and run again",
        )


def _first(frames: list[Frame], code: Code) -> str:
    return next((frame.text for frame in frames if frame.code == code), "")


def _counts(frames: list[Frame]) -> Counts | None:
    """The last counts, with the depth that a progress message has.

    Of the states generated before a checkpoint TLC counts only the distinct ones when it goes on.
    """
    last: Counts | None = None
    recovered = any(frame.code == Code.RECOVERED for frame in frames)
    diameter = 0
    for frame in frames:
        counts = read_counts(frame.text) if frame.code == Code.COUNTS else read_progress(frame)
        if counts is not None:
            diameter = counts.diameter or diameter
            generated = None if recovered else counts.generated
            last = dataclasses.replace(counts, generated=generated, diameter=diameter)
    return last
