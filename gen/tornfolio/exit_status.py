"""Maps every way in which a command can end to its exit status."""

from __future__ import annotations

import enum
from collections.abc import Collection
from typing import Literal

from tornfolio.errors import BadInput, ToolFailed, ToolMissing

__all__ = ["HELP", "ExitStatus", "of_error", "of_gate", "of_verdict", "of_words"]


class ExitStatus(enum.IntEnum):
    """The exit status of every command."""

    HOLDS = 0
    VIOLATED = 1
    BAD_INPUT = 2
    TOOL_MISSING = 3
    TOOL_FAILED = 4
    UNDECIDED = 5
    INTERRUPTED = 130


HELP = """\b
Exit status, the same for every command:
  0    all properties hold; the command did what it was asked
  1    a property is violated
  2    bad input
  3    a tool is missing
  4    a tool crashed, or its output was not understood
  5    not decided: the time, memory or state limit was reached
  130  interrupted
"""


def of_verdict(verdict: Literal["holds", "violated", "undecided"]) -> ExitStatus:
    """Give the exit status of a verdict."""
    return {
        "holds": ExitStatus.HOLDS,
        "violated": ExitStatus.VIOLATED,
        "undecided": ExitStatus.UNDECIDED,
    }[verdict]


def of_gate(word: Literal["as expected", "differs", "not decided", "tool failed"]) -> ExitStatus:
    """Give the exit status of the gate's verdict."""
    return {
        "as expected": ExitStatus.HOLDS,
        "differs": ExitStatus.VIOLATED,
        "not decided": ExitStatus.UNDECIDED,
        "tool failed": ExitStatus.TOOL_FAILED,
    }[word]


def of_words(words: Collection[str]) -> ExitStatus:
    """Give the exit status of the verdicts of many points: the worst of them counts."""
    if "tool failed" in words:
        return ExitStatus.TOOL_FAILED
    if "undecided" in words:
        return ExitStatus.UNDECIDED
    return ExitStatus.VIOLATED if "violated" in words else ExitStatus.HOLDS


def of_error(error: BaseException) -> ExitStatus:
    """Give the exit status of an error that ends a command; others are raised again."""
    match error:
        case BadInput():
            return ExitStatus.BAD_INPUT
        case ToolMissing():
            return ExitStatus.TOOL_MISSING
        case ToolFailed():
            return ExitStatus.TOOL_FAILED
        case KeyboardInterrupt():
            return ExitStatus.INTERRUPTED
    raise error
