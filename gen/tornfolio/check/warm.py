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
from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec
from tornfolio.support.errors import TornfolioError
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
# Seconds: a longer search has compiled the code of TLC by itself.
_SHORT_SECONDS = 3.0
# So many times the first search is searched again; after that little changes.
_ROUNDS = 4


class _Rehearsal:
    """Searches again, in temporary folders, so that the JVM compiles the code of TLC meanwhile."""

    def __init__(self, search: Callable[[Path], None]) -> None:
        self._search = search
        self.over = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Begin no further search, and wait for the one that is going on."""
        self.over = True
        self._thread.join()

    def _run(self) -> None:
        for _ in range(_ROUNDS):
            if self.over:
                return
            # What fails here is of no interest: nobody has asked for it.
            with (
                contextlib.suppress(TornfolioError, OSError, RuntimeError),
                tempfile.TemporaryDirectory(
                    prefix="tornfolio-", ignore_cleanup_errors=True
                ) as place,
            ):
                self._search(Path(place))


class Warm:
    """Checks specs one after another inside a `with` block; no program is left when it is left.

    The JVMs are begun at once. After a short check the same is searched a few times more, until the
    next check comes: then the code of TLC is warm. Each check has a run folder in `runs`, and that
    of the check before it is removed. After an error or an interrupt the next begins new JVMs.
    """

    def __init__(self, tools: Toolchain, limits: Limits, runs: Path) -> None:
        self._tools = tools
        self._limits = dataclasses.replace(limits, processors=usable_cpus())
        self._runs = runs
        self._last: Path | None = None
        self._crew: Crew | None = None
        self._ending = contextlib.ExitStack()
        self._rehearsal: _Rehearsal | None = None

    def __enter__(self) -> Self:
        self._begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Its JVM ends at once, and so it does.
        rehearsal, self._rehearsal = self._rehearsal, None
        if rehearsal is not None:
            rehearsal.over = True
        self._ending.close()
        if rehearsal is not None:
            rehearsal.end()

    def check(
        self,
        spec: Spec,
        properties: Sequence[str] = (),
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Verdict:
        """Check properties of a spec, all by default. Raises as check.check() does."""
        selected = spec.select(properties)
        self._hush()
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
        if verdict.seconds < _SHORT_SECONDS:
            self._rehearsal = _Rehearsal(lambda place: self._again(crew, spec, selected, place))
        return verdict

    def _again(self, crew: Crew, spec: Spec, selected: Sequence[Property], place: Path) -> None:
        decide(place, spec, selected, tools=self._tools, limits=self._limits, crew=crew)

    def _hush(self) -> None:
        """End a rehearsal, if one is going on."""
        if self._rehearsal is not None:
            self._rehearsal.end()
            self._rehearsal = None

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
            together.wait()  # so that none finds the one of another waiting
            processes.prepare()

        for _ in range(_THREADS - 1):
            pool.submit(begin)
        begin()
        self._crew = Crew(pool, processes)
        return self._crew
