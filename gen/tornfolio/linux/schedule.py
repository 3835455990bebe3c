"""What the engine says of a program: schedules, and what they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Access", "Finding", "Schedule", "Searched", "Step", "StepError", "read_finding"]


@dataclass(frozen=True)
class Access:
    """One operation of a step: an access to shared memory, a lock, a choice.

    `pc` is the address in the program's file that the operation returns to. `name`, `file` and
    `line` are what eng_step() said, or the name that the operation itself was given. `before` and
    `after` are values in memory, None for what is wider than eight bytes or no access.
    """

    what: str
    pc: int
    name: str | None = None
    file: str | None = None
    line: int | None = None
    address: str | None = None
    size: int = 0
    before: int | None = None
    after: int | None = None
    choice: int | None = None


@dataclass(frozen=True)
class StepError:
    """A property that a step itself has violated, such as NoCrash."""

    property: str
    text: str


@dataclass(frozen=True)
class Step:
    """A step of one CPU, the errors that it made, and what is shown of the state after it.

    It has several accesses if they are one atomic section. `ends` says that the schedule cannot go
    on from here.
    """

    cpu: int
    accesses: tuple[Access, ...]
    errors: tuple[StepError, ...]
    state: str | None
    ends: bool


@dataclass(frozen=True)
class Schedule:
    """Steps from an initial state on; `errors` come before any step."""

    initial: int
    start: str | None
    errors: tuple[StepError, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Finding:
    """A final state, or a property that is violated, with its shortest schedule.

    `property` is empty for a final state, `text` then is what final_text() says. `states` tells in
    how many states it was found, `moves` is the schedule in the form that `--replay` takes.
    """

    property: str
    text: str
    states: int
    steps: int
    moves: str
    schedule: Schedule | None


@dataclass(frozen=True)
class Searched:
    """All that a search has found.

    `why` names the limit (time, memory, states) that ended it; only a search without one has seen
    every schedule, and only then "not found" means "there is none". `schedules` is None if they
    were not counted, or if there is a loop. `seen` are the numbers that eng_seen() was told.
    """

    finals: tuple[Finding, ...]
    violated: tuple[Finding, ...]
    why: str | None
    states: int
    steps: int
    seconds: float
    kilobytes: int
    schedules: int | None
    seen: frozenset[int]

    @property
    def decided(self) -> bool:
        """Say whether all schedules have been seen."""
        return self.why is None


def read_finding(line: Mapping[str, Any]) -> Finding:
    """Read a line of kind `final` or `violated`."""
    return Finding(
        property=line.get("property", ""),
        text=line["text"],
        states=line["states"],
        steps=line["steps"],
        moves=line["moves"],
        schedule=read_schedule(line) if "schedule" in line else None,
    )


def read_schedule(line: Mapping[str, Any]) -> Schedule:
    """Read the schedule that a line has."""
    return Schedule(
        initial=line["initial"],
        start=line.get("start"),
        errors=_read_errors(line),
        steps=tuple(read_step(step) for step in line["schedule"]),
    )


def read_step(step: Mapping[str, Any]) -> Step:
    """Read a step of a schedule."""
    return Step(
        cpu=step["cpu"],
        accesses=tuple(Access(**access) for access in step["accesses"]),
        errors=_read_errors(step),
        state=step.get("state"),
        ends=step["ends"],
    )


def _read_errors(having: Mapping[str, Any]) -> tuple[StepError, ...]:
    return tuple(StepError(error["property"], error["text"]) for error in having["errors"])
