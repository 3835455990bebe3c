"""Runs a compiled program under every schedule and reads what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tornfolio.linux.schedule import (
    Finding,
    Schedule,
    Searched,
    read_finding,
    read_schedule,
)
from tornfolio.support.counting import number_of
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Execution, Processes

__all__ = ["Limits", "Progress", "replay", "search"]

# How long a program may still need to report when its own limit of time has ended the search.
_REPORTING_SECONDS = 300.0

_NEXT_STEP = "read the output, and report it if the code under test is not to blame"


@dataclass(frozen=True)
class Limits:
    """What a search may use; one that meets a limit is not decided. None is no limit.

    `step_seconds` is how long a step may run on without touching shared memory.
    """

    seconds: float | None = None
    megabytes: float | None = None
    states: int | None = None
    step_seconds: float = 2.0


@dataclass(frozen=True)
class Progress:
    """How far a search has come."""

    states: int
    steps: int
    depth: int
    seconds: float

    def in_words(self) -> str:
        """The counts, and how many states were found each second."""
        rate = self.states / max(self.seconds, 0.001)
        counts = f"{number_of(self.states, 'state')}, {number_of(self.steps, 'step')}"
        return f"{counts}, {rate:,.0f} states/s"


def search(
    program: Path,
    processes: Processes,
    output: Path,
    *,
    settings: Mapping[str, str | int] | None = None,
    limits: Limits | None = None,
    schedules: Literal["all", "violated", "none"] = "all",
    count: bool = False,
    hashed: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> Searched:
    """Let a program go through all schedules; what it says is kept in `output`.

    `settings` is what eng_parameter() gives. `schedules` says of which findings the schedule is
    told step by step. `count` counts all schedules; without `hashed` equal states are not known
    again, which only small programs can afford.
    Raises ToolFailed if the engine could not do its work.
    """
    limits = limits or Limits()
    argv = [str(program), *_settings(settings or {}), "--schedules", schedules]
    argv += ["--step-seconds", str(limits.step_seconds)]
    for option, limit in (
        ("--seconds", limits.seconds),
        ("--megabytes", limits.megabytes),
        ("--states", limits.states),
        ("--progress", 1 if on_progress else None),
    ):
        if limit is not None:
            argv += [option, str(limit)]
    argv += ["--count"] * count + ["--no-hash"] * (not hashed)
    lines = _Lines(on_progress)
    timeout = None if limits.seconds is None else limits.seconds + _REPORTING_SECONDS
    ran = processes.execute(
        argv, folder=output.parent, output=output, timeout=timeout, on_line=lines.take
    )
    return lines.searched(ran)


def replay(
    program: Path,
    processes: Processes,
    output: Path,
    moves: str,
    settings: Mapping[str, str | int] | None = None,
) -> Schedule:
    """Run the schedule of a finding again, and tell it step by step. Raises as search() does."""
    argv = [str(program), *_settings(settings or {}), "--replay", moves]
    lines = _Lines(None)
    ran = processes.execute(argv, folder=output.parent, output=output, on_line=lines.take)
    return lines.replayed(ran)


def _settings(settings: Mapping[str, str | int]) -> list[str]:
    return [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]


class _Lines:
    """Takes the lines of a program; what the code under test says itself is left in the output."""

    def __init__(self, on_progress: Callable[[Progress], None] | None) -> None:
        self._on_progress = on_progress
        self._finals: list[Finding] = []
        self._violated: list[Finding] = []
        self._last: dict[str, Any] = {}

    def take(self, text: str) -> None:
        """Take one line."""
        if not text.startswith('{"kind":'):
            return
        try:
            self._take_read(json.loads(text))
        except (KeyError, TypeError, ValueError):
            self._last = {"kind": "failed", "text": f"it said {text[:200]!r}"}

    def _take_read(self, line: dict[str, Any]) -> None:
        kind = line["kind"]
        if kind == "final":
            self._finals.append(read_finding(line))
        elif kind == "violated":
            self._violated.append(read_finding(line))
        elif kind == "progress":
            if self._on_progress:
                del line["kind"]
                self._on_progress(Progress(**line))
        elif self._last.get("kind") != "failed":
            self._last = line

    def searched(self, ran: Execution) -> Searched:
        """The result of a search that has ended."""
        self._must_end_with("done", ran)
        last = self._last
        schedules = last.get("schedules")
        return Searched(
            finals=tuple(self._finals),
            violated=tuple(self._violated),
            why=last["why"],
            states=last["states"],
            steps=last["steps"],
            seconds=last["seconds"],
            kilobytes=last["kilobytes"],
            schedules=None if schedules is None else int(schedules),
            seen=frozenset(bit for bit in range(64) if last["seen"] >> bit & 1),
        )

    def replayed(self, ran: Execution) -> Schedule:
        """The schedule that was run again."""
        self._must_end_with("replay", ran)
        return read_schedule(self._last)

    def _must_end_with(self, kind: str, ran: Execution) -> None:
        name = Path(ran.argv[0]).name
        if self._last.get("kind") == "failed":
            raise ToolFailed(f"{name}: {self._last['text']}", f"see {ran.output}")
        if self._last.get("kind") != kind or ran.exit_status:
            how = f"signal {-ran.exit_status}" if ran.exit_status < 0 else f"{ran.exit_status}"
            raise ToolFailed(
                f"{name} ended ({how}) before it had said all, see {ran.output}", _NEXT_STEP
            )
