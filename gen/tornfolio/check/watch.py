"""Checks a scenario again whenever its model changes, what has changed first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tornfolio.check.verdict import Verdict
from tornfolio.check.warm import Warm
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import TornfolioError

__all__ = ["Look", "watch"]


@dataclass(frozen=True)
class Look:
    """What was found after a change: a verdict, or a mistake; neither if the spec is as it was.

    `changed` are the files that changed, none at the beginning. `last` is false if a further look
    at the same change follows.
    """

    changed: tuple[Path, ...]
    verdict: Verdict | None = None
    error: TornfolioError | None = None
    last: bool = True


def watch(
    load: Callable[[], Scenario],
    properties: Sequence[str],
    changes: Iterable[tuple[Path, ...]],
    warm: Warm,
    on_look: Callable[[Look], None],
) -> None:
    """Look at a scenario, and again at each of the changes, as long as there are any.

    An empty change is a beat in which nothing has changed; the first look is at the first. A
    property whose formula has changed is decided alone first, or else the scenario's own one. A
    mistake is a look like any other. A change while a search is going on ends that search.
    `on_look` is called in another thread.
    """
    looks = _Looks(load, properties, warm, on_look)
    with ThreadPoolExecutor(max_workers=1) as pool:
        current: Future[None] | None = None
        try:
            for changed in changes:
                if current is not None and current.done():
                    current.result()
                if current is None or changed:
                    looks.abandon()
                    current = pool.submit(looks.at, changed)
            if current is not None:
                current.result()
        except BaseException:
            looks.abandon()
            raise


class _Looks:
    """The looks at one scenario, one after another."""

    def __init__(
        self,
        load: Callable[[], Scenario],
        properties: Sequence[str],
        warm: Warm,
        on_look: Callable[[Look], None],
    ) -> None:
        self._load = load
        self._properties = properties
        self._warm = warm
        self._on_look = on_look
        # Of a look that was abandoned nothing is told. Its changes belong to the next.
        self._current: _Turn | None = None
        self._before: Spec | None = None

    def abandon(self) -> None:
        """End the look that is going on, if there is one; from another thread."""
        turn = self._current  # which its thread ends when it likes
        if turn is not None:
            turn.over = True
            self._warm.stop()

    def at(self, changed: tuple[Path, ...]) -> None:
        """Look at what there is now."""
        turn = self._current = _Turn()
        try:
            for look in self._looks(changed):
                if turn.over:
                    self._before = None
                    return
                self._on_look(look)
        except TornfolioError as error:
            self._before = None
            if not turn.over:
                self._on_look(Look(changed, error=error))
        finally:
            self._current = None

    def _looks(self, changed: tuple[Path, ...]) -> Iterable[Look]:
        spec = render(self._load(), remember=True)
        before, self._before = self._before, spec
        if before is not None and _same(spec, before):
            yield Look(changed)
            return
        first = () if self._properties else _first_asked(spec, changed)
        if first:
            yield Look(changed, self._warm.check(spec, first), last=False)
        yield Look(changed, self._warm.check(spec, self._properties))


@dataclass
class _Turn:
    """One look that is going on, or `over` before it had ended."""

    over: bool = False


def _same(spec: Spec, before: Spec) -> bool:
    return (spec.tla, spec.mc, spec.constants) == (before.tla, before.mc, before.constants)


def _first_asked(spec: Spec, changed: tuple[Path, ...]) -> tuple[str, ...]:
    """The properties whose formulas have changed; the scenario's own one if none has."""
    known = {prop.name for prop in spec.properties}
    edited = {path.stem for path in changed if path.parent.name == "properties"}
    return tuple(sorted(known & (edited or {spec.scenario.property_name})))
