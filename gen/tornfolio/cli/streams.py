"""Makes standard output and error take any text, and sees off what is left in them."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TextIO

__all__ = ["flush", "mute", "ready"]


def ready() -> None:
    """Let both streams take any text: as UTF-8 whatever the locale is, and nowhere if closed.

    A descriptor of a closed stream is taken as well, so that no file of ours gets its number.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                opened = os.open(os.devnull, os.O_RDWR)
                if opened != number:
                    os.dup2(opened, number)
                    os.close(opened)
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def flush() -> str:
    """Write what is still buffered; say why standard output cannot be written, "" if it can.

    A reader who has seen enough is no reason, and neither is what happens to standard error.
    """
    reason = ""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError) as error:
            mute(stream)
            if stream is sys.stdout and not isinstance(error, BrokenPipeError | ValueError):
                reason = error.strerror or str(error)
    return reason


def mute(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, so that it is not tried again at the end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
