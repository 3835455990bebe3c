"""Maps every way in which a command can end to its exit status."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

from tornfolio.support.errors import BadInput, ToolFailed, ToolMissing, Undecided

__all__ = ["HELP", "ExitStatus", "of_error", "of_words", "worst"]


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
Of several findings the worst decides, in the order 0, 1, 5, 4, 3, 2, 130.
"""


# The worst comes last: what the input is decides before what the tools do, and both before TLC.
_ORDER = (
    ExitStatus.HOLDS,
    ExitStatus.VIOLATED,
    ExitStatus.UNDECIDED,
    ExitStatus.TOOL_FAILED,
    ExitStatus.TOOL_MISSING,
    ExitStatus.BAD_INPUT,
    ExitStatus.INTERRUPTED,
)
# What commands call the findings that they end with.
_WORDS: Mapping[str, ExitStatus] = {
    "holds": ExitStatus.HOLDS,
    "as expected": ExitStatus.HOLDS,
    "no point": ExitStatus.HOLDS,
    "violated": ExitStatus.VIOLATED,
    "differs": ExitStatus.VIOLATED,
    "undecided": ExitStatus.UNDECIDED,
    "not decided": ExitStatus.UNDECIDED,
    "tool failed": ExitStatus.TOOL_FAILED,
}


def worst(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """The worst of several exit statuses, as the help orders them; 0 if there is none."""
    return max(statuses, key=_ORDER.index, default=ExitStatus.HOLDS)


def of_words(words: Iterable[str]) -> ExitStatus:
    """The exit status of many findings, each named by its word: the worst of them counts."""
    return worst(_WORDS[word] for word in words)


def of_error(error: BaseException) -> ExitStatus:
    """The exit status of an error that ends a command; others are raised again."""
    match error:
        case BadInput():
            return ExitStatus.BAD_INPUT
        case Undecided():
            return ExitStatus.UNDECIDED
        case ToolMissing():
            return ExitStatus.TOOL_MISSING
        case ToolFailed():
            return ExitStatus.TOOL_FAILED
        case KeyboardInterrupt():
            return ExitStatus.INTERRUPTED
    raise error
