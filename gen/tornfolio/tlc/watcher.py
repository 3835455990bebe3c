"""Follows what TLC says while it searches: progress, its state limit, and checkpoints to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tornfolio.support.reading import Stop
from tornfolio.tlc.frames import Frame, FrameReader
from tornfolio.tlc.messages import ERRORS, Code, Counts, read_progress

__all__ = ["Keeper", "Watcher"]


@dataclass
class Keeper:
    """Keeps the checkpoints that TLC takes in `states`; `begun` counts them over an output."""

    states: Path
    checkpoints: Path
    output: Path
    begun: int

    def keep(self, message: str) -> None:
        """Keep the one that TLC has completed, with its message."""
        from tornfolio.tlc.checkpoint import keep_checkpoint

        keep_checkpoint(
            self.states, self.checkpoints, self.begun, message=message, output=self.output
        )


class Watcher:
    """Gets the lines of TLC's output, and says when TLC is to be ended.

    `goes_on_after` tells the messages of a violation after which the search goes on.
    """

    def __init__(
        self,
        goes_on_after: Callable[[Frame], bool],
        *,
        max_states: int | None,
        on_progress: Callable[[Counts], None] | None,
        keeper: Keeper | None,
    ) -> None:
        self._goes_on_after = goes_on_after
        self._max_states = max_states
        self._on_progress = on_progress
        self._keeper = keeper
        self._reader = FrameReader()

    def line(self, text: str) -> Stop | None:
        """Take a line; the reason to end TLC, if there is one."""
        for frame in self._reader.feed(text):
            self._checkpoint(frame)
            counts = read_progress(frame)
            if counts is None:
                continue
            if self._on_progress is not None:
                self._on_progress(counts)
            if self._max_states is not None and counts.distinct > self._max_states:
                return "states"
        return None

    def _checkpoint(self, frame: Frame) -> None:
        if self._keeper is None:
            return
        self._keeper.begun += frame.code == Code.CHECKPOINT_BEGUN
        # When TLC has found an error it takes a last one, without the states being expanded.
        if frame.severity in ERRORS and not self._goes_on_after(frame):
            self._keeper = None
        elif frame.code == Code.CHECKPOINT_COMPLETED:
            self._keeper.keep(frame.text)
