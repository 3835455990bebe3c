"""Measures programs side by side: how long they take, how much memory, and what they say."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Execution, Processes

__all__ = ["Bench", "Command", "Facts", "Measured", "Point", "Reader", "Row", "Spread", "Work"]

_KIB = 1024


@dataclass(frozen=True)
class Command:
    """A program to run in a folder.

    `fine` are the exit statuses with which it has done its work, `undecided` those that say why it
    could not. `environment` and `patience` are those of Processes.execute(), `on_line` gets each
    line that it says.
    """

    argv: tuple[str, ...]
    folder: Path
    fine: tuple[int, ...] = (0,)
    undecided: Mapping[int, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    patience: float = 0.0
    on_line: Callable[[str], None] | None = None


@dataclass(frozen=True)
class Point:
    """How many distinct states a point of a grid has, None if it was not decided."""

    values: Mapping[str, str | int]
    distinct: int | None

    @classmethod
    def from_sweep(cls, point: Mapping[str, Any]) -> Point:
        """Make a point of what a sweep writes as JSON."""
        return cls(dict(point["set"]), point["distinct"])


@dataclass(frozen=True)
class Facts:
    """What a side found out, as far as it says so.

    `search_seconds` are those of the program that searches, with its own start. `seconds` take the
    place of those of all commands, where only a part of them is measured; `peak`, in MiB, that of
    the largest process.
    """

    verdict: str = ""
    distinct: int | None = None
    generated: int | None = None
    search_seconds: float | None = None
    seconds: float | None = None
    peak: float | None = None
    points: tuple[Point, ...] = ()


Reader = Callable[[Path, Sequence[Execution]], Facts]


@dataclass(frozen=True)
class Work:
    """One side of a comparison: commands, one after the other, in a folder that `prepare` fills.

    Only the commands are measured. `read` gets the folder and the finished commands.
    """

    name: str
    prepare: Callable[[Path], None]
    commands: Callable[[Path], Sequence[Command]]
    read: Reader


@dataclass(frozen=True)
class _Sample:
    seconds: float
    peak: float | None
    facts: Facts
    reason: str = ""


@dataclass(frozen=True)
class Spread:
    """The median of some numbers, and the least and the most of them."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Spread:
        """The spread of at least one number."""
        return cls(statistics.median(numbers), min(numbers), max(numbers))


@dataclass(frozen=True)
class Measured:
    """One side of a row.

    `seconds` are those from the start to the verdict; `peak` is the memory of its largest process
    in MiB, None where the system does not say, and no less than that of this process, from which a
    new one inherits it; `reason` says why it was not decided, or not tried.
    """

    name: str
    seconds: Spread | None
    peak: float | None
    facts: Facts
    reason: str = ""

    @property
    def rate(self) -> float | None:
        """The distinct states for each second of the program that searches."""
        if self.reason or not self.facts.distinct or not self.facts.search_seconds:
            return None
        return self.facts.distinct / self.facts.search_seconds


@dataclass(frozen=True)
class Row:
    """What was measured, one side or two, and the ratio of the seconds of the first to the second.

    The ratio is the median of the ratios of the rounds, each of two runs one after the other.
    `rounds` counts those that were kept.
    """

    section: str
    what: str
    sides: tuple[Measured, ...]
    rounds: int
    ratio: Spread | None = None


class Bench:
    """Runs works in folders below `place`; `say` gets a line whenever something is begun."""

    def __init__(self, place: Path, processes: Processes, say: Callable[[str], None]) -> None:
        self._place = place
        self._processes = processes
        self._say = say
        self._runs = 0

    def measure(
        self,
        section: str,
        what: str,
        works: Sequence[Work],
        *,
        rounds: int,
        limit: float,
        warm_up: bool = True,
    ) -> Row:
        """Measure one work or two, in turns: A B A B.

        The first round is thrown away if there is a `warm_up`. After `limit` seconds no round is
        begun, and no work takes longer than that.
        """
        started = time.monotonic()
        kept: list[list[_Sample]] = []
        first = 0 if warm_up else 1
        for number in range(first, rounds + 1):
            word = f"round {number} of {rounds}" if number else "a first round, thrown away"
            self._say(f"{section}: {what}: {word}")
            samples = [self._once(work, limit) for work in works]
            undecided = any(sample.reason for sample in samples)
            late = time.monotonic() - started > limit
            # What is too slow for another round is kept after all.
            if number > 0 or undecided or late:
                kept.append(samples)
            if undecided or late:
                break
        sides = tuple(
            _together(work, [samples[index] for samples in kept])
            for index, work in enumerate(works)
        )
        ratio = None
        if len(works) == 2 and not any(side.reason for side in sides):
            ratio = Spread.of([a.seconds / b.seconds for a, b in kept])
        return Row(section, what, sides, len(kept), ratio)

    def output(self, work: Work) -> str:
        """What the commands of a work write."""
        return "".join(run.output.read_text(encoding="utf-8") for run in self._run(work, 60.0)[1])

    def _once(self, work: Work, limit: float) -> _Sample:
        folder, runs, reason = self._run(work, limit)
        facts = Facts() if reason else work.read(folder, runs)
        peaks = [run.peak / _KIB for run in runs if run.peak is not None]
        seconds = facts.seconds or sum(run.seconds for run in runs)
        shutil.rmtree(folder, ignore_errors=True)
        return _Sample(seconds, facts.peak or max(peaks, default=None), facts, reason)

    def _run(self, work: Work, limit: float) -> tuple[Path, list[Execution], str]:
        self._runs += 1
        folder = self._place / f"work{self._runs}"
        folder.mkdir()
        work.prepare(folder)
        runs: list[Execution] = []
        for number, command in enumerate(work.commands(folder)):
            spent = sum(run.seconds for run in runs)
            run = self._processes.execute(
                command.argv,
                folder=command.folder,
                output=self._place / f"work{self._runs}-{number}.out",
                # A patient program has a limit of its own, which comes first.
                timeout=max(limit - spent, 0.001) + command.patience,
                on_line=command.on_line,
                environment=command.environment,
                patience=command.patience,
            )
            runs.append(run)
            if run.stopped or run.exit_status in command.undecided:
                word = command.undecided.get(run.exit_status, "not decided")
                return folder, runs, f"{word} in {spent + run.seconds:.0f} s"
            if run.exit_status not in command.fine:
                said = run.output.read_text(encoding="utf-8").strip()[-300:]
                program = " ".join(Path(word).name for word in command.argv[:4])
                raise ToolFailed(
                    f"{work.name}: {program} ended with status {run.exit_status}: {said}"
                )
        return folder, runs, ""


def _together(work: Work, samples: Sequence[_Sample]) -> Measured:
    """Put the rounds of one side together. Raises ToolFailed if they do not say the same."""
    last = samples[-1]
    said = [(s.facts.verdict, s.facts.points) for s in samples if not s.reason]
    if any(one != said[0] for one in said):
        raise ToolFailed(f"{work.name} does not say the same in each round")
    peaks = [sample.peak for sample in samples if sample.peak is not None]
    return Measured(
        work.name,
        Spread.of([sample.seconds for sample in samples]),
        max(peaks, default=None),
        last.facts,
        last.reason,
    )
