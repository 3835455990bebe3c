"""Reads a finished run of TLC: what it decided, and the behaviour that it found."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tornfolio.model.properties import Property
from tornfolio.support.errors import ToolFailed, TornfolioError
from tornfolio.tla.page_runs import each_page
from tornfolio.tla.values import Function, Value, ValueSyntaxError, parse_state
from tornfolio.tlc.complaints import evaluation_mistake, parse_mistake, warned
from tornfolio.tlc.frames import Frame, read_frames
from tornfolio.tlc.messages import (
    KILLED,
    Code,
    Counts,
    ExitStatus,
    killed_error,
    read_counts,
    read_coverage,
    read_outcome,
    read_progress,
    read_recovered,
    read_report,
    read_watched,
)
from tornfolio.tlc.search import Run
from tornfolio.tlc.vacuous import endless, unasked, vacuous

__all__ = ["Ending", "RawState", "Result", "read_result"]

Ending = Literal["stop", "stuttering", "loop"]

_SAFETY = (Code.INVARIANT_VIOLATED, Code.INVARIANT_VIOLATED_INITIALLY)
_VIOLATED = {
    ExitStatus.SAFETY: _SAFETY,
    ExitStatus.LIVENESS: (Code.TEMPORAL_VIOLATED,),
}
_ERRORS, _WARNING = 1, 3  # severities in tlc2/output/MP.java
_SANY_WARNS = "*** Warnings: "
# A search that goes on says what it looks at each 4096 states, but several workers may miss some.
_SAID_WITHIN = 1 << 18
_MEMORY = "java.lang.OutOfMemoryError"


@dataclass(frozen=True)
class RawState:
    """One state of a behaviour: the action that led to it, and all variables."""

    number: int
    action: str
    variables: Mapping[str, Value]


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
    final; `unasked` names properties of the user's own of which no state is what they speak of.
    `notes` say what was not as usual in the search.
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
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether all reachable states were searched."""
        return self.run.execution.exit_status == ExitStatus.SUCCESS and self.outcome != "undecided"

    @property
    def went_on(self) -> bool:
        """Tell whether a complete search did not begin at the initial states."""
        return self.complete and self.counts is not None and self.counts.generated is None


def read_result(run: Run) -> Result:
    """Read a run's output. Exit status, message codes, names and counts must agree on a verdict.

    Raises ToolFailed if TLC crashed, its output was cut off, or anything about it is not
    understood: never does such a run count as a verdict.
    """
    execution = run.execution
    with execution.output.open(encoding="utf-8", errors="replace") as lines:
        frames = list(read_frames(lines))
    version = _first(frames, Code.VERSION).strip() or "TLC of an unknown version"
    counts = _counts(frames)
    reported = _reported(run, frames)
    found = _shown(Result(run, "undecided", version, counts, reported=reported), frames)
    limit = {"time": "the time limit was reached", "states": "the state limit was reached"}
    if execution.stopped in limit:
        return dataclasses.replace(found, reason=limit[execution.stopped])
    status = execution.exit_status
    if status == ExitStatus.SUCCESS or status in _VIOLATED:
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
        )
    if status in _VIOLATED:
        finished = any(frame.code == Code.FINISHED and frame.complete for frame in frames)
        if not finished:
            raise _failure(run, frames)
        return dataclasses.replace(
            _behaviour(found, frames, ExitStatus(status)), outcome="violated"
        )
    if _out_of_memory(status, frames):
        return dataclasses.replace(found, reason="the JVM's memory was exhausted")
    raise _failure(run, frames)


def _check_warnings(run: Run, frames: list[Frame]) -> None:
    """Raise an error if SANY or TLC has warned of the model: then it means something else to them.

    Of TLC's warnings one is harmless: which garbage collector the JVM has changes no verdict.
    """
    output = run.execution.output
    if any(frame.text.startswith(_SANY_WARNS) for frame in frames if frame.code == Frame.LOOSE):
        raise warned(run.spec, output.read_text(encoding="utf-8", errors="replace"), output)
    for frame in frames:
        if frame.severity == _WARNING and frame.code != Code.GARBAGE_COLLECTOR:
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
    ends = [at for at, frame in enumerate(frames) if frame.code in (Code.STATE, *_SAFETY)]
    if question.shown is None or not ends or ends[-1] == len(frames) - 1:
        return result
    return _behaviour(result, frames, ExitStatus.SAFETY)


def _behaviour(result: Result, frames: list[Frame], status: ExitStatus) -> Result:
    """Add the behaviour that violates a property, of which an output has one."""
    run = result.run
    found = [frame for frame in frames if frame.code in _VIOLATED[status]]
    if len(found) != 1 or not found[0].complete:
        raise _failure(run, frames)
    prop = _named(run, found[0], status)
    if found[0].code == Code.INVARIANT_VIOLATED_INITIALLY:
        _, _, state = found[0].text.partition("\n")
        initial = RawState(1, "Initial predicate", _variables(run, state))
        return dataclasses.replace(result, violated=prop, states=(initial,))
    states: list[RawState] = []
    for frame in frames:
        if frame.code == Code.STATE:
            states.append(_state(run, frame, states[-1] if states else None))
    if not states or [state.number for state in states] != list(range(1, len(states) + 1)):
        raise _failure(run, frames)
    ending: Ending = "stop"
    back_to: int | None = None
    for frame in frames:
        if frame.code == Code.STUTTERING:
            ending = "stuttering"
        elif frame.code == Code.BACK_TO_STATE:
            ending = "loop"
            number = frame.text.partition(":")[0]
            back_to = int(number) if number.isdecimal() else None
    return dataclasses.replace(
        result, violated=prop, states=tuple(states), ending=ending, back_to=back_to
    )


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


def _check_complete(run: Run, frames: list[Frame], counts: Counts | None) -> None:
    frames = [frame for frame in frames if not run.question.goes_on_after(frame)]
    codes = {frame.code for frame in frames if frame.complete}
    violations = {code for several in _VIOLATED.values() for code in several}
    complete = (
        {Code.SUCCESS, Code.COUNTS, Code.FINISHED} <= codes
        and not codes & (violations | {Code.ACTION_PROPERTY_VIOLATED, Code.DEADLOCK})
        and not any(frame.severity == _ERRORS for frame in frames)
        and counts is not None
        and counts.left_on_queue == 0
        and counts.distinct > 0
    )
    if not complete:
        raise ToolFailed(
            "TLC ended with status 0, but its output does not show a complete search",
            f"read {run.execution.output} and run again",
        )


def _out_of_memory(status: int, frames: list[Frame]) -> bool:
    """Tell a full heap from other crashes: the JVM ends with 3, TLC with 1 or 255."""
    said = any(
        _MEMORY in frame.text or frame.code in (Code.OUT_OF_MEMORY, Code.OUT_OF_MEMORY_INITIAL)
        for frame in frames
    )
    return said and status in (ExitStatus.JVM_OUT_OF_MEMORY, 1, 153, 255)


def _failure(run: Run, frames: list[Frame]) -> TornfolioError:
    status = run.execution.exit_status
    mistake = _mistake(run, frames)
    if mistake is not None:
        return mistake
    if status in KILLED:
        return killed_error("TLC", run.execution.output)
    ended = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    errors = [frame.text for frame in frames if frame.severity == _ERRORS and frame.text.strip()]
    # SANY and the JVM speak outside of frames; where they complain, that says more.
    loose = [frame.text for frame in frames if frame.code == Frame.LOOSE]
    loud = [number for number, text in enumerate(loose) if "rror" in text or "xception" in text]
    said = loose[loud[0] : loud[0] + 4] if loud else loose[-3:]
    complaint = " ".join([*errors, *said] or ["it said nothing"])[:400]
    return ToolFailed(
        f"TLC {ended} without a verdict: {complaint}", f"its output is {run.execution.output}"
    )


def _mistake(run: Run, frames: list[Frame]) -> TornfolioError | None:
    """What is wrong with text of the user's own, None if TLC complains of something else."""
    output = run.execution.output
    if run.execution.exit_status == ExitStatus.PARSING:
        said = output.read_text(encoding="utf-8", errors="replace")
        return parse_mistake(run.spec, said, output)
    return evaluation_mistake(run.spec, run.question.properties, frames, output)


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
