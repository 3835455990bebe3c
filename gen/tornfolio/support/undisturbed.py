"""Keeps signals back while something is done that must not be left half done."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

__all__ = ["ending_signals", "undisturbed"]

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def ending_signals() -> list[int]:
    """The signals that ask a process to end, of those that this system has."""
    return [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let the handlers of signals that came meanwhile run when the block is left, not before.

    Python runs handlers in its main thread alone: in others nothing is to be done. What a signal
    without a handler of this process does, it does at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {}
    for number in ending_signals():
        if callable(signal.getsignal(number)):
            handlers[number] = signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)
