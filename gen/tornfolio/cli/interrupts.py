"""Turns signals that ask a command to end into one orderly end, and a second into a quick one."""

from __future__ import annotations

import itertools
import os
import signal
import threading

from tornfolio.cli.exit_status import ExitStatus
from tornfolio.support.undisturbed import ending_signals

__all__ = ["ignore_signals", "interrupt_on_signals"]

_PATIENCE_SECONDS = 3.0


def interrupt_on_signals() -> None:
    """Let Ctrl-C, a request to end, or the end of the terminal raise KeyboardInterrupt, once.

    What is being tidied up then is not disturbed by a second one. But it gets no more than a few
    seconds from there: then the process ends at once, and with it the programs that it started.
    """
    received = itertools.count(1)

    def interrupt(number: int, frame: object) -> None:
        # One call: a second signal may come at any point of this function, which then runs twice,
        # the second time within the first, and exactly one of the two must be the first signal.
        place = next(received)
        if place == 1:
            raise KeyboardInterrupt
        if place == 2:
            timer = threading.Timer(_PATIENCE_SECONDS, os._exit, [int(ExitStatus.INTERRUPTED)])
            timer.daemon = True
            timer.start()

    for number in ending_signals():
        # What the user has told a shell to ignore stays ignored, and a program's own handler too;
        # that of our own beginning has done its work.
        handler = signal.getsignal(number)
        if (
            handler in (signal.SIG_DFL, signal.default_int_handler)
            or getattr(handler, "__module__", "") == "tornfolio.entry"
        ):
            signal.signal(number, interrupt)


def ignore_signals() -> None:
    """Let no further signal change how this process ends, when all is done but to exit."""
    for number in ending_signals():
        signal.signal(number, signal.SIG_IGN)
