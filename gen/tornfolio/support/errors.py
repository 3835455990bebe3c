"""The errors that a user can meet, one class for each audience."""

from __future__ import annotations

__all__ = ["BadInput", "RuleBroken", "ToolFailed", "ToolMissing", "TornfolioError", "Undecided"]


class TornfolioError(Exception):
    """Base of all errors that the library raises on purpose.

    `problem` says what was wrong and where, in one line; `next_step` says what to do about it.
    """

    def __init__(self, problem: str, next_step: str = "") -> None:
        self.problem = " ".join(problem.split())
        self.next_step = " ".join(next_step.split())
        super().__init__(self.problem)

    def __str__(self) -> str:
        return f"{self.problem}; {self.next_step}" if self.next_step else self.problem


class BadInput(TornfolioError):
    """What the user gave cannot be used: a name, a value, a file, a folder."""


class RuleBroken(BadInput):
    """Values that can each be used, but not together: a rule between parameters forbids it."""


class Undecided(TornfolioError):
    """What was wanted rests on an answer that a limit has left open."""


class ToolMissing(TornfolioError):
    """A tool that the work needs is not there, or is not the one that it claims to be."""


class ToolFailed(TornfolioError):
    """A tool was started and crashed, or said something that was not understood."""
