"""Reads what a program writes as it comes, and ends the program at a limit."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from typing import IO, Literal

from tornfolio.support.ending import kill

__all__ = ["Stop", "at_most", "copy_output", "start_timer"]

Stop = Literal["time", "states", "lost", "output"]

# Of a line without an end this much at a time: no tool of ours writes so long a one.
_LONGEST = 1 << 22


def copy_output(
    process: subprocess.Popen[str],
    sink: IO[str],
    on_line: Callable[[str], Stop | None] | None,
    stopped: list[Stop],
    mark: str | None = None,
    patience: float = 0.0,
) -> str | None:
    """Write a program's output to a file, and give each line to `on_line`, which may end it.

    Give what follows `mark` on its line; None if the output ended without it.
    """
    assert process.stdout is not None
    while line := process.stdout.readline(_LONGEST):
        text, found, rest = line.partition(mark) if mark else (line, "", "")
        reason = on_line(text.rstrip("\r\n")) if on_line and text else None
        sink.write(text)
        if reason and not stopped:
            stopped.append(reason)
            kill(process, patience)
        if found:
            return rest.strip()
    return None


def at_most(characters: int) -> Callable[[str], Stop | None]:
    """What ends a program that writes more than so much, told of each of its lines."""
    left = characters

    def look(line: str) -> Stop | None:
        nonlocal left
        left -= len(line) + 1
        return "output" if left < 0 else None

    return look


def start_timer(
    seconds: float | None, process: subprocess.Popen[str], stopped: list[Stop], patience: float
) -> threading.Timer:
    """Begin a time limit, in seconds; None is none. A program that meets it is ended."""

    def expire() -> None:
        if not stopped:
            stopped.append("time")
            kill(process, patience)

    timer = threading.Timer(seconds or 0, expire)
    timer.daemon = True
    if seconds is not None:
        timer.start()
    return timer
