"""Keeps TLC warm: one check after another, by the same threads and in the same JVMs."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tornfolio.check.check import Crew, decide
from tornfolio.model.spec import Spec
from tornfolio.support.machine import usable_cpus
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.pool import JvmPool
from tornfolio.tlc.run_folder import new_run
from tornfolio.tlc.session import Progress
from tornfolio.tlc.toolchain import Toolchain

if TYPE_CHECKING:
    from tornfolio.check.verdict import Verdict

__all__ = ["Warm"]

# One for the safety properties, one for what is searched beside them.
_THREADS = 2


class Warm:
    """Checks specs one after another inside a `with` block; no program is left when it is left.

    The JVMs are begun at once. Each check has a run folder in `runs`, and that of the check before
    it is removed. After an error or an interrupt the next check begins new ones.
    """

    def __init__(self, tools: Toolchain, limits: Limits, runs: Path) -> None:
        self._tools = tools
        self._limits = dataclasses.replace(limits, processors=usable_cpus())
        self._runs = runs
        self._last: Path | None = None
        self._crew: Crew | None = None
        self._ending = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.close()

    def check(
        self,
        spec: Spec,
        properties: Sequence[str] = (),
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Verdict:
        """Check properties of a spec, all by default. Raises as check.check() does."""
        selected = spec.select(properties)
        folder = new_run(self._runs, spec.scenario.name)
        crew = self._crew or self._begin()
        with self._ended_on_error(folder):
            verdict = decide(
                folder,
                spec,
                selected,
                tools=self._tools,
                limits=self._limits,
                on_progress=on_progress,
                crew=crew,
            )
        if self._last is not None:
            shutil.rmtree(self._last, ignore_errors=True)
        self._last = folder
        return verdict

    def stop(self) -> None:
        """End what is going on, from another thread: check() raises, and the next begins anew."""
        crew = self._crew
        if crew is not None:
            crew.processes.close()

    @contextlib.contextmanager
    def _ended_on_error(self, folder: Path) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._crew = None
            self._ending.close()
            if not any(folder.glob("*.out")):
                shutil.rmtree(folder, ignore_errors=True)
            raise

    def _begin(self) -> Crew:
        """Begin threads and JVMs: the programs end before the threads that wait for them."""
        place = self._ending.enter_context(
            tempfile.TemporaryDirectory(prefix="tornfolio-", ignore_cleanup_errors=True)
        )
        pool = self._ending.enter_context(ThreadPoolExecutor(max_workers=_THREADS + 1))
        processes = self._ending.enter_context(JvmPool(self._tools, self._limits, Path(place)))
        together = threading.Barrier(_THREADS)

        def begin() -> None:
            together.wait()  # so that no thread begins two
            processes.prepare()

        for _ in range(_THREADS):
            pool.submit(begin)
        processes.prepare()
        self._crew = Crew(pool, processes)
        return self._crew
