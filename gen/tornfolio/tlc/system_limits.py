"""Knows how a JVM complains of the machine: it may have no more files, threads, memory or room."""

from __future__ import annotations

import re
from pathlib import Path

from tornfolio.support.errors import ToolFailed

__all__ = ["limit_reached"]

# The words of HotSpot, of its libraries and of the system below, whatever TLC says around them;
# what was refused, and what to do about it.
_LIMITS = (
    (r"Too many open files", "opens no more files for it", "raise that limit, see 'ulimit -n'"),
    (
        r"unable to create native thread|Cannot create (?:\w+ )+thread|pthread_create failed",
        "starts no more threads for it",
        "end other programs, or raise that limit, see 'ulimit -u'",
    ),
    (
        r"Could not (?:reserve|allocate) |insufficient memory for the Java|Cannot allocate memory",
        "gives it no more memory",
        "end other programs, or raise the limit that was set, see 'ulimit -v'",
    ),
    (r"No space left on device", "has no room left for its files", "make room there"),
)
_FIRST = [(re.compile(words), refused, help_) for words, refused, help_ in _LIMITS]


def limit_reached(who: str, said: str, output: Path) -> ToolFailed | None:
    """The error of a program `who` that complains of the machine; None if it does not."""
    for words, refused, next_step in _FIRST:
        if words.search(said):
            return ToolFailed(
                f"{who} ended without a verdict, as the system {refused}",
                f"{next_step}; its output is {output}",
            )
    return None
