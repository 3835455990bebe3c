"""Does some work for each of many specs, several at a time, with JVMs that they share."""

from __future__ import annotations

import dataclasses
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TypeVar

from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.support.machine import usable_cpus
from tornfolio.support.processes import Processes
from tornfolio.support.scratch import kept_if_named, scratch_folder
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.class_archive import with_archive
from tornfolio.tlc.pool import JvmPool, can_be_hosted
from tornfolio.tlc.session import Ask, open_session
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.workplace import Workplace

__all__ = ["Tlc"]

_Found = TypeVar("_Found")

# From so many specs on, JVMs that go on from one to the next, or else an archive of classes, save
# more time than they take.
_MANY_FOR_A_POOL = 6
_MANY_FOR_AN_ARCHIVE = 12
# How far a thread looks ahead for a module that it had before.
_NEAR = 32


@dataclass(frozen=True)
class Tlc:
    """TLC, with the limits of some work that it is asked to do for many specs.

    `limits` are those of each spec; `jobs` are done at a time, one for each processor if None.
    `budget` is the time limit of all together, in seconds. `on_progress` gets the number of specs
    done and the last one.
    """

    tools: Toolchain
    limits: Limits = field(default_factory=Limits)
    jobs: int | None = None
    budget: float | None = None
    on_progress: Callable[[int, Spec], None] | None = None

    def left(self, started: float) -> float | None:
        """The seconds of the budget that are left; there is nothing if they are not positive.

        `started` is when the work began, by time.monotonic().
        """
        return None if self.budget is None else self.budget - (time.monotonic() - started)

    def since(self, started: float) -> Tlc:
        """The same with what is left of the budget, for the rest of work that has begun."""
        return dataclasses.replace(self, budget=self.left(started))

    def for_each(
        self,
        specs: Sequence[Spec],
        work: Callable[[Spec, Ask | None], _Found],
        failed: Callable[[Spec, ToolFailed], _Found] | None = None,
    ) -> list[_Found]:
        """Do some work in a session for each spec; give what it found, in their order.

        A single spec has all processors for itself. The run folders are temporary. What has begun
        when the budget is used up is cut off, and for the specs that are left there is no session.
        `failed` makes a finding of a tool that failed at one spec, so that the others go on.
        Raises what open_session() and the work raise; no program is left running in any case.
        """
        started = time.monotonic()
        tools, limits = self.tools, self.limits
        if len(specs) == 1:
            limits = dataclasses.replace(limits, processors=usable_cpus())
        pooled = len(specs) >= _MANY_FOR_A_POOL and can_be_hosted(tools)
        # No limit holds for the making of an archive.
        if len(specs) >= _MANY_FOR_AN_ARCHIVE and not pooled and self.budget is None:
            tools = with_archive(tools)
        with (
            scratch_folder() as place,
            ThreadPoolExecutor(max_workers=self.jobs or usable_cpus()) as pool,
            JvmPool(tools, limits, place) if pooled else Processes() as processes,
        ):
            turns = _Turns([spec.tla for spec in specs])
            found: dict[int, _Found] = {}

            def next_one() -> int:
                index = turns.take()
                here = Workplace(tools, limits, processes, place / str(index))
                try:
                    found[index] = self._one(specs[index], here, started, work)
                except ToolFailed as error:
                    if failed is None:
                        raise
                    found[index] = failed(specs[index], error)
                return index

            pending = [pool.submit(next_one) for _ in specs]
            try:
                for done, future in enumerate(as_completed(pending), start=1):
                    index = future.result()
                    if self.on_progress is not None:
                        self.on_progress(done, specs[index])
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            return [found[index] for index in range(len(specs))]

    def _one(
        self,
        spec: Spec,
        place: Workplace,
        started: float,
        work: Callable[[Spec, Ask | None], _Found],
    ) -> _Found:
        """Do the work for one spec, in a folder that is gone afterwards."""
        seconds = self.left(started)
        if seconds is not None and seconds <= 0:
            return work(spec, None)
        place.folder.mkdir()
        try:
            place.processes.prepare(seconds)
            with (
                kept_if_named(place.folder),
                open_session(spec, _now(place, self.left(started))) as ask,
            ):
                return work(spec, ask)
        finally:
            shutil.rmtree(place.folder, ignore_errors=True)


def _now(place: Workplace, seconds: float | None) -> Workplace:
    """A place whose time begins now, and is no more than this."""
    timeout = place.limits.timeout
    if seconds is not None:
        least = max(seconds, 0.001)
        timeout = min(least, timeout or least)
    limits = dataclasses.replace(place.limits, timeout=timeout)
    return dataclasses.replace(place, limits=limits, started=time.monotonic())


class _Turns:
    """Deals modules out to threads, in order but for this: a thread prefers one that it had before.

    Its JVM has the code for that one warm.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._left = list(range(len(modules)))
        self._had: dict[int, set[str]] = {}
        self._lock = threading.Lock()

    def take(self) -> int:
        """The index of the calling thread's next module."""
        with self._lock:
            mine = self._had.setdefault(threading.get_ident(), set())
            others = set().union(*self._had.values()) - mine
            near = self._left[:_NEAR]
            liked = (
                *(index for index in near if self._modules[index] in mine),
                *(index for index in near if self._modules[index] not in others),
            )
            index = liked[0] if liked else near[0]
            self._left.remove(index)
            mine.add(self._modules[index])
            return index
