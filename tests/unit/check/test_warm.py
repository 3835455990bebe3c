"""Tests of a TLC that is kept warm: what it does between checks, and when it stops."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tornfolio.check import warm as warm_module
from tornfolio.check.warm import Warm
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.pool import JvmPool
from tornfolio.tlc.toolchain import Toolchain

_SECONDS = 60.0


class Decided:
    """Stands for decide(): a verdict that took some seconds, and who has asked for which folder."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.folders: list[Path] = []
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.failing = False

    def __call__(self, folder: Path, *args: object, **options: object) -> SimpleNamespace:
        """Decide; but for the first time only once it may go on."""
        self.folders.append(folder)
        self.begun.release()
        if len(self.folders) > 1:
            assert self.go_on.wait(_SECONDS)
            if self.failing:
                raise ToolFailed("nobody has asked for this")
        return SimpleNamespace(seconds=self.seconds)


@pytest.fixture
def warm(tools: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warm]:
    """One that begins no JVM."""
    monkeypatch.setattr(JvmPool, "prepare", lambda self: None)
    with Warm(tools, Limits(), tmp_path / "runs") as warm:
        yield warm


def _decided(monkeypatch: pytest.MonkeyPatch, seconds: float = 1.0) -> Decided:
    found = Decided(seconds)
    monkeypatch.setattr(warm_module, "decide", found)
    return found


def test_a_short_check_is_searched_again_a_few_times(
    warm: Warm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After its verdict the same is searched elsewhere, and not for ever."""
    found = _decided(monkeypatch)
    found.go_on.set()
    warm.check(render(load_scenario("torn-pte0")))
    for _ in range(1 + warm_module._ROUNDS):
        assert found.begun.acquire(timeout=_SECONDS)
    assert not found.begun.acquire(timeout=0.2)
    first, *again = found.folders
    assert first.parent == tmp_path / "runs"
    assert [first] == list((tmp_path / "runs").iterdir())
    assert len({*again}) == warm_module._ROUNDS
    assert not [folder for folder in again if folder.exists()]


def test_the_next_check_ends_that(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is going on is waited for, and nothing is begun beside the next check."""
    found = _decided(monkeypatch)
    spec = render(load_scenario("torn-pte0"))
    warm.check(spec)
    for _ in range(2):
        assert found.begun.acquire(timeout=_SECONDS)
    rehearsal = warm._rehearsal
    assert rehearsal is not None
    second = threading.Thread(target=warm.check, args=(spec,))
    second.start()
    until = time.monotonic() + _SECONDS
    while not rehearsal.over and time.monotonic() < until:
        time.sleep(0.01)
    assert len(found.folders) == 2
    found.seconds = 100.0
    found.go_on.set()
    second.join(_SECONDS)
    assert len(found.folders) == 3
    assert found.folders[2].parent == found.folders[0].parent


def test_a_long_check_is_not_searched_again(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done that could keep the next check waiting."""
    found = _decided(monkeypatch, 100.0)
    warm.check(render(load_scenario("torn-pte0")))
    assert warm._rehearsal is None
    assert len(found.folders) == 1


def test_what_fails_there_is_no_error(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in what nobody has asked for is not told, and the next check is made."""
    found = _decided(monkeypatch)
    found.failing = True
    spec = render(load_scenario("torn-pte0"))
    warm.check(spec)
    found.go_on.set()
    for _ in range(1 + warm_module._ROUNDS):
        assert found.begun.acquire(timeout=_SECONDS)
    found.failing = False
    assert warm.check(spec).seconds == 1.0
