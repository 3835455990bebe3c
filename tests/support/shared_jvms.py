"""JVMs that go on from one test to the next, for tests that look at what TLC says alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tornfolio.check import check
from tornfolio.support.processes import Execution, Processes
from tornfolio.tlc import batch, session
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.pool import JvmPool
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace import choices

__all__ = ["SharedJvms"]


class SharedJvms:
    """Takes the place of the processes that checks begin in this process, while it is `lending`.

    A check that ends with an error, or is interrupted, ends what it has begun, as always.
    """

    def __init__(self, tools: Toolchain, new_folder: Callable[[], Path]) -> None:
        self.lending = False
        self._tools = tools
        self._new_folder = new_folder
        self._pool: JvmPool | None = None
        self._lock = threading.Lock()

    def take_the_place(self, patch: pytest.MonkeyPatch) -> None:
        """Lend processes to whatever checks, in this process."""
        for module in (check, batch, session, choices):
            patch.setattr(module, "Processes", self._processes)
        patch.setattr(batch, "JvmPool", self._jvm_pool)

    def pool(self) -> JvmPool:
        """The JVMs."""
        with self._lock:
            if self._pool is None:
                self._pool = JvmPool(self._tools, Limits(), self._new_folder())
            return self._pool

    def end(self) -> None:
        """End them; others begin when they are needed."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def hosts(self, argv: Sequence[str]) -> bool:
        """Tell whether a command is one for the Java and the jar of these JVMs."""
        return argv[0] == str(self._tools.java.path) and str(self._tools.jar.path) in argv

    def _processes(self) -> Processes:
        return _Lent(self) if self.lending else Processes()

    def _jvm_pool(self, tools: Toolchain, limits: Limits, folder: Path) -> Processes:
        ours = (self._tools.java.path, self._tools.jar.path)
        same = (tools.java.path, tools.jar.path) == ours and limits.memory == Limits().memory
        return _Lent(self) if self.lending and same else JvmPool(tools, limits, folder)


class _Lent(Processes):
    """The processes of one check or of several: the shared JVMs, and others for the rest."""

    def __init__(self, owner: SharedJvms) -> None:
        super().__init__()
        self._owner = owner
        self._running = 0
        self._over = False

    def close(self) -> None:
        """End what is running, and begin no more."""
        super().close()
        self._over = True
        if self._running:
            self._owner.end()

    def execute(self, argv: Sequence[str], **options: Any) -> Execution:
        """Run a program in a shared JVM, if it is for those."""
        shared = self._owner.hosts(argv) and not self._over
        run = self._owner.pool().execute if shared else super().execute
        self._running += shared
        try:
            return run(argv, **options)
        finally:
            self._running -= shared
