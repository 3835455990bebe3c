"""Works for a check on another machine until that has ended."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tornfolio.support.cache import sha256_of
from tornfolio.support.errors import ToolFailed, ToolMissing
from tornfolio.support.processes import Execution, Processes
from tornfolio.tlc.distributed.argv import worker_argv
from tornfolio.tlc.distributed.rendezvous import Call, listen
from tornfolio.tlc.signals import ended_error
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["work"]

_ATTEMPTS = 3


def work(
    host: str,
    port: int,
    *,
    tools: Toolchain,
    threads: int,
    wait: float,
    memory: int | None = None,
    on_event: Callable[[str], None] = lambda event: None,
) -> None:
    """Work for the check that listens at a host: for each of its searches, until it is over.

    `wait` is how long to wait for the check to be there, in seconds; `memory` the heap in MiB.
    Raises BadInput, ToolMissing, or ToolFailed if there is no check or it is gone; no program is
    left running in any case.
    """
    with (
        tempfile.TemporaryDirectory(prefix="tornfolio-worker-") as place,
        listen(host, port, wait) as (address, calls),
        contextlib.ExitStack() as stack,
    ):
        current: Call | None = None
        job: _Job | None = None
        failures = 0
        for call in calls:
            if call is not None and call != current:
                if current is None:
                    on_event(f"at the check on {host}:{port}, with {threads} threads")
                current = call
                stack.close()
                job = None
                if call.over:
                    break
                if call.search and call.jar != sha256_of(tools.jar.path):
                    raise ToolMissing(
                        f"the check on {host} uses another tla2tools.jar than {tools.jar.path}",
                        "use the same one on all machines: --jar",
                    )
            ended = job.failure() if job else None
            if ended is not None:
                failures += 1
                stack.close()
                job = None
                if failures == _ATTEMPTS:
                    raise ToolFailed(f"TLC's worker fails: {ended}", f"is {host} reached by TCP?")
            if current and current.search and job is None and (ended or call):
                on_event(f"search {current.search} begins")
                argv = worker_argv(
                    tools,
                    server=host,
                    port=current.port,
                    address=address,
                    threads=threads,
                    temporary=Path(place),
                    memory=memory,
                )
                job = stack.enter_context(_Job(argv, Path(place)))
        on_event(f"the check on {host} is over")


class _Job:
    """A worker of TLC that runs beside this thread inside a `with` block."""

    def __init__(self, argv: list[str], folder: Path) -> None:
        self._output = folder / "worker.out"
        self._processes = Processes()
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._future: Future[Execution] = self._pool.submit(
            self._processes.execute, argv, folder=folder, output=self._output
        )

    def __enter__(self) -> _Job:
        return self

    def __exit__(self, *error: object) -> None:
        self._processes.close()
        self._pool.shutdown()

    def failure(self) -> str | None:
        """Say what was wrong if the worker has ended without having finished its work."""
        if not self._future.done():
            return None
        execution = self._future.result()
        said = execution.output.read_text(encoding="utf-8", errors="replace")
        if "work completed" in said:
            return None
        by_another = ended_error("it", execution.exit_status, execution.output)
        if by_another is not None:
            return str(by_another)
        complaint = " ".join(said.split()[-40:]) or "it said nothing"
        return f"it ended with status {execution.exit_status}: {complaint}"
