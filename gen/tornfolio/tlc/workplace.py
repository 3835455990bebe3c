"""Says with what and where TLC runs for one spec: tools, limits, programs, and a folder."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

from tornfolio.support.processes import Processes
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["Workplace"]

# The least that a program can be given.
_NO_TIME = 0.001


@dataclass(frozen=True)
class Workplace:
    """With what and where TLC runs for one spec.

    `limits` are those of all that is done here together: their time limit counts from `started`,
    by time.monotonic(). `processes` runs the programs, and `folder` has their files.
    """

    tools: Toolchain
    limits: Limits
    processes: Processes
    folder: Path
    started: float = dataclasses.field(default_factory=time.monotonic)

    def left(self) -> float | None:
        """The seconds that are left, never nought; None without a limit."""
        if self.limits.timeout is None:
            return None
        return max(self.limits.timeout - (time.monotonic() - self.started), _NO_TIME)

    def with_tools(self, tools: Toolchain) -> Workplace:
        """The same with other tools."""
        return dataclasses.replace(self, tools=tools)

    def for_a_look(self, seconds: float) -> Workplace:
        """The same for one search by one worker, which has so many seconds at most."""
        left = self.left()
        least = seconds if left is None else min(left, seconds)
        limits = dataclasses.replace(self.limits, workers=1, timeout=least)
        return dataclasses.replace(self, limits=limits, started=time.monotonic())
