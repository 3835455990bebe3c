"""Tests that signals wait for what must not be left half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from tornfolio.support.undisturbed import undisturbed


@pytest.fixture(autouse=True)
def handled() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt, also where a shell has begun the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_signal_waits_for_the_end() -> None:
    """The handler runs when the block is left, and is in place again then."""
    done = False
    with pytest.raises(KeyboardInterrupt):
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            done = True
        pytest.fail("the signal was lost")
    assert done
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_an_error_keeps_no_handler() -> None:
    """What the block raises leaves the handlers as they were."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="x"), undisturbed():
        raise ValueError("x")
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_are_left_alone() -> None:
    """A thread that gets no signals has nothing to wait for."""
    found = []

    def work() -> None:
        with undisturbed():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGINT)]
