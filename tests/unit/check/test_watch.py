"""Tests of checking again after changes: what is asked first, mistakes, and what is abandoned."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tornfolio.check.watch import Look, watch
from tornfolio.model.folders import Model, our_model
from tornfolio.model.scenario import Scenario, load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput, ToolFailed

_PROPERTY = """[Mine]
kind = "safety"
sentence = "reclaim takes PTLs."
source = "here"
"""


class Warm:
    """Takes the place of TLC: remembers what it was asked, and waits if it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.waiting = threading.Event()
        self.stopped = threading.Event()
        self.slow = False

    def check(self, spec: Spec, properties: tuple[str, ...] = ()) -> Any:
        """Answer with what was asked."""
        self.asked.append(tuple(properties))
        if self.slow:
            self.waiting.set()
            assert self.stopped.wait(60)
            raise ToolFailed("the program was ended")
        return (spec.scenario.name, tuple(properties))

    def stop(self) -> None:
        """End the check that waits."""
        self.stopped.set()


@pytest.fixture
def model(tmp_path: Path) -> Model:
    """A model of one's own with one property."""
    folder = tmp_path / "mine"
    (folder / "templates" / "properties").mkdir(parents=True)
    (folder / "properties.toml").write_text(_PROPERTY, encoding="utf-8")
    _formula(folder, '"reclaim" \\in {ptl[1]} => ptl[1] # "nobody"')
    return Model(our_model().ours, folder)


def _formula(folder: Path, formula: str) -> Path:
    file = folder / "templates" / "properties" / "Mine.tla"
    file.write_text(f"Mine == {formula}\n", encoding="utf-8")
    return file


def _looks(
    model: Model,
    changes: Iterator[tuple[Path, ...]],
    warm: Any,
    properties: tuple[str, ...] = (),
    done: threading.Semaphore | None = None,
) -> list[Look]:
    """What is told of all looks; `done` is released after the last look at each change."""
    found: list[Look] = []

    def load() -> Scenario:
        return load_scenario("torn-pte0", ["nr_pages=2"], model)

    def told(look: Look) -> None:
        found.append(look)
        if look.last and done is not None:
            done.release()

    watch(load, properties, changes, warm, told)
    return found


def test_what_is_asked_first(model: Model) -> None:
    """In the beginning the scenario's own property, later one whose formula has changed."""
    assert model.own is not None
    own, warm, done = model.own, Warm(), threading.Semaphore(0)

    def changes() -> Iterator[tuple[Path, ...]]:
        yield ()
        assert done.acquire(timeout=60)
        yield (_formula(own, "TRUE \\/ pte[1][0] = pte[1][1]"),)
        assert done.acquire(timeout=60)
        # The same text again: nothing is asked.
        yield (_formula(own, "TRUE \\/ pte[1][0] = pte[1][1]"),)

    found = _looks(model, changes(), warm, done=done)
    assert warm.asked == [("AllOrNothing",), (), ("Mine",), ()]
    assert [look.verdict is not None for look in found] == [True, True, True, True, False]


def test_a_mistake_is_a_look(model: Model) -> None:
    """What cannot be rendered is told, and the next change is looked at."""
    assert model.own is not None
    file, done = model.own / "properties.toml", threading.Semaphore(0)

    def changes() -> Iterator[tuple[Path, ...]]:
        yield ()
        assert done.acquire(timeout=60)
        file.write_text("[Mine\n", encoding="utf-8")
        yield (file,)
        assert done.acquire(timeout=60)
        file.write_text(_PROPERTY, encoding="utf-8")
        yield (file,)

    first, second, third = _looks(model, changes(), Warm(), ("TypeOK",), done)
    assert first.verdict
    assert isinstance(second.error, BadInput)
    assert "properties.toml" in str(second.error)
    assert third.verdict


def test_a_change_ends_the_search_before(model: Model) -> None:
    """A search that goes on when a file changes is ended, and nothing is told of it."""
    assert model.own is not None
    own, warm = model.own, Warm()
    warm.slow = True

    def changes() -> Iterator[tuple[Path, ...]]:
        yield ()
        assert warm.waiting.wait(60)
        warm.slow = False
        yield (_formula(own, "TRUE"),)

    found = _looks(model, changes(), warm)
    assert warm.stopped.is_set()
    assert [look.error for look in found] == [None] * len(found)
    assert warm.asked == [("AllOrNothing",), ("Mine",), ()]


def test_an_interrupt_ends_the_search(model: Model) -> None:
    """Ctrl-C while a search goes on ends it, and is passed on."""
    warm = Warm()
    warm.slow = True

    def changes() -> Iterator[tuple[Path, ...]]:
        yield ()
        assert warm.waiting.wait(60)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _looks(model, changes(), warm)
    assert warm.stopped.is_set()
