"""Which of two signals ends a command, however close together they come."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from tornfolio.cli.interrupts import interrupt_on_signals

if TYPE_CHECKING:
    from _typeshed import TraceFunction


class Timer:
    """Counts the timers that were started, and lets none end the process."""

    started = 0

    def __init__(self, *args: object) -> None:
        self.daemon = False

    def start(self) -> None:
        """Count it."""
        Timer.started += 1


@pytest.fixture(autouse=True)
def _handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the handlers of a command, and those of the tests again afterwards."""
    before = {number: signal.getsignal(number) for number in (2, 15, 1)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(threading, "Timer", Timer)
    Timer.started = 0
    interrupt_on_signals()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _signal() -> None:
    handler = signal.getsignal(signal.SIGINT)
    assert callable(handler)
    handler(signal.SIGINT, None)


def test_the_first_interrupts_and_the_second_does_not() -> None:
    """One exception, then one timer; what follows changes nothing."""
    with pytest.raises(KeyboardInterrupt):
        _signal()
    assert Timer.started == 0
    _signal()
    assert Timer.started == 1
    _signal()
    assert Timer.started == 1


def test_a_second_one_within_the_first() -> None:
    """A signal that comes at any instruction of the handler of the first leaves it the first."""
    handler = signal.getsignal(signal.SIGINT)
    assert callable(handler)
    code = handler.__code__
    for at in range(40):
        Timer.started = 0
        signal.signal(signal.SIGINT, signal.default_int_handler)
        interrupt_on_signals()
        raised = 0
        steps = 0

        def trace(frame: FrameType, event: str, arg: object) -> TraceFunction | None:
            nonlocal steps, raised
            if frame.f_code is not code:
                return None
            frame.f_trace_opcodes = True
            if event == "opcode":
                steps += 1
                if steps == at + 1:  # noqa: B023
                    sys.settrace(None)
                    _signal()
            return trace

        sys.settrace(trace)
        try:
            _signal()
        except KeyboardInterrupt:
            raised += 1
        finally:
            sys.settrace(None)
        if steps <= at:
            break
        assert raised == 1, f"at instruction {at} of the handler nothing was raised"
    assert at > 3
