"""Tests of work for many specs: a budget bounds what has begun and what has not."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.processes import Processes
from tornfolio.tlc import batch
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.session import Ask
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.workplace import Workplace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Have a clock that stands still, and give a function that moves it on by some seconds."""
    now = [1000.0]
    monkeypatch.setattr(batch, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def go_on(seconds: float) -> None:
        now[0] += seconds

    return go_on


def test_after_the_budget(
    clock: Callable[[float], None], monkeypatch: pytest.MonkeyPatch, tools: Toolchain
) -> None:
    """What is left when the budget is used up gets no session, and no program is started for it."""
    specs = [render(load_scenario("torn-pte0", [f"nr_pages={n}"])) for n in (2, 3, 4)]
    asked: list[bool] = []

    def work(spec: Spec, ask: Ask | None) -> int:
        asked.append(ask is not None)
        monkeypatch.setattr(Processes, "execute", None)
        clock(5.0)
        return spec.scenario.parameters.nr_pages

    done: list[int] = []
    tlc = Tlc(tools, jobs=1, budget=5.0, on_progress=lambda number, spec: done.append(number))
    found = tlc.for_each(specs, work)
    assert asked == [True, False, False]
    assert (sorted(found), done) == ([2, 3, 4], [1, 2, 3])


@pytest.mark.parametrize(
    ("budget", "timeout", "given"),
    [(9.0, None, 6.0), (9.0, 2.0, 2.0), (9.0, 8.0, 6.0), (None, 8.0, 8.0)],
)
def test_what_has_begun(
    clock: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
    tools: Toolchain,
    budget: float | None,
    timeout: float | None,
    given: float,
) -> None:
    """A session has the time that is left of the budget, or less if its own limit is tighter."""
    limits: list[float | None] = []

    def open_session(spec: Spec, place: Workplace) -> contextlib.nullcontext[None]:
        limits.append(place.limits.timeout)
        return contextlib.nullcontext()

    monkeypatch.setattr(batch, "open_session", open_session)
    monkeypatch.setattr(Processes, "prepare", lambda self, seconds: clock(3.0))
    Tlc(tools, Limits(timeout=timeout), budget=budget).for_each(
        [render(load_scenario("torn-pte0", ["nr_pages=2"]))], lambda spec, ask: None
    )
    assert limits == [given]
