"""Begins the command line: from the first moment on, an interrupt ends it in one sentence."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
from typing import NoReturn

__all__ = ["run"]

_INTERRUPTED = 130
_TOOL_MISSING = 3


def run() -> NoReturn:
    """Load the command line, which takes a moment, and run it; exit with its status."""
    interrupted: list[int] = []
    # What is registered first is called last, when all others have tidied up.
    atexit.register(_leave, interrupted)
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (
            signal.SIG_DFL,
            signal.default_int_handler,
        ):
            signal.signal(number, _end)
    try:
        from tornfolio.cli.main import main
    except ModuleNotFoundError as error:
        _say(f"{error.name} is not installed; pip install --force-reinstall tornfolio")
        sys.exit(_TOOL_MISSING)
    try:
        main()
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:
            interrupted.append(_INTERRUPTED)
        raise


def _leave(interrupted: list[int]) -> None:
    """Exit with the status of an interrupt, whenever it came.

    Python ends itself by SIGINT if one has come while it evaluated a text, as it does for each
    dataclass of a module that is loaded, though the interrupt was handled.
    """
    for status in interrupted:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, OSError, ValueError):
                stream.flush()
        os._exit(status)


def _end(number: int, frame: object) -> NoReturn:
    _say("interrupted")
    os._exit(_INTERRUPTED)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"tornfolio: {text}\n".encode())
