"""Leads a compiled program step by step: which CPU goes next is the caller's choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.linux.schedule import Step, StepError, read_step
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Processes

__all__ = ["At", "Cpu", "Stepping"]

_MARK = '{"kind":"at"'

# A step itself is bounded by the engine, as NoEndlessStep says.
_ANSWER_SECONDS = 60.0


@dataclass(frozen=True)
class Cpu:
    """Where a CPU stands: in front of the operation `what`, which `step` would do.

    The other fields are those of Access. One that is not enabled waits, or has returned. It has
    `choices` successors.
    """

    cpu: int
    enabled: bool
    returned: bool
    choices: int
    what: str
    pc: int
    name: str | None = None
    file: str | None = None
    line: int | None = None
    address: str | None = None
    size: int = 0


@dataclass(frozen=True)
class At:
    """A state on the way: the step that led there, if one did, and where all CPUs stand.

    A step that ends its schedule has been taken back: `step.ends`. `refused` says that a request
    could not be met and nothing has changed.
    """

    cpus: tuple[Cpu, ...]
    step: Step | None
    start: str | None
    errors: tuple[StepError, ...]
    refused: bool


class Stepping:
    """A program that takes the steps that it is asked for; ends with its `processes`."""

    def __init__(
        self,
        program: Path,
        processes: Processes,
        output: Path,
        settings: Mapping[str, str | int] | None = None,
    ) -> None:
        argv = [str(program), "--interactive"]
        for name, value in (settings or {}).items():
            argv += ["--set", f"{name}={value}"]
        self._program = program
        self._output = output
        self._server = processes.serve(argv, folder=output.parent)

    def begin(self, initial: int = 0) -> At:
        """Go to an initial state. Raises ToolFailed, as do all of these, if there is no answer."""
        return self._ask(f"init {initial}")

    def step(self, cpu: int, choice: int = 0) -> At:
        """Let a CPU take a step."""
        return self._ask(f"step {cpu} {choice}")

    def undo(self) -> At:
        """Take the last step back."""
        return self._ask("undo")

    def end(self) -> None:
        """End the program."""
        self._server.end()

    def _ask(self, request: str) -> At:
        answer, _ = self._server.ask(request, _MARK, output=self._output, timeout=_ANSWER_SECONDS)
        if answer is None:
            raise ToolFailed(
                f"{self._program.name} ended or hung when it was asked to {request}",
                f"see {self._output}",
            )
        return _read_at(json.loads(_MARK + answer))


def _read_at(line: Mapping[str, Any]) -> At:
    return At(
        cpus=tuple(Cpu(**cpu) for cpu in line.get("cpus", ())),
        step=read_step(line["step"]) if "step" in line else None,
        start=line.get("start"),
        errors=tuple(StepError(**error) for error in line.get("errors", ())),
        refused=line.get("refused", False),
    )
