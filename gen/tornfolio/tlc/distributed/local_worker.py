"""Runs the worker on this machine for one search by TLC's server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Processes
from tornfolio.tlc.distributed.argv import worker_argv
from tornfolio.tlc.distributed.rendezvous import Call, Rendezvous
from tornfolio.tlc.signals import ended_error
from tornfolio.tlc.workplace import Workplace

__all__ = ["LocalWorker", "Machines"]

_ATTEMPTS = 3


@dataclass(frozen=True)
class Machines:
    """Who searches: where workers of other machines ask, and the threads of a local worker.

    `on_event` gets a sentence whenever a worker comes or is lost, in any thread.
    """

    rendezvous: Rendezvous
    local_threads: int
    on_event: Callable[[str], None] = lambda event: None


class LocalWorker:
    """The worker on this machine, which is begun again a few times if it ends too early.

    `problem` says why there is none any more, if that is not in order.
    """

    def __init__(self, place: Workplace, machines: Machines, call: Call) -> None:
        self.problem = ""
        self._place = place
        self._machines = machines
        self._call = call
        self._processes = Processes()
        self._done = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        self._pool.shutdown()

    def begin(self) -> None:
        """Call workers of other machines, and begin the one on this machine, if it has threads."""
        self._machines.rendezvous.announce(self._call)
        if self._machines.local_threads:
            self._pool.submit(self._work)

    def close(self) -> None:
        """End the worker, and begin no other one."""
        self._done.set()
        self._processes.close()

    def _work(self) -> None:
        """Work for the server until it has ended."""
        folder, number = self._place.folder, self._call.search
        address = self._machines.rendezvous.address
        scratch = folder / f"scratch_worker_{number}"
        output = folder / f"worker_{number}.out"
        try:
            for _ in range(_ATTEMPTS):
                scratch.mkdir(exist_ok=True)
                argv = worker_argv(
                    self._place.tools,
                    server=address,
                    port=self._call.port,
                    address=address,
                    threads=self._machines.local_threads,
                    temporary=scratch,
                    memory=self._place.limits.memory,
                )
                ended = self._processes.execute(argv, folder=folder, output=output)
                # One that ends just after the search is in order; the server ends soon as well.
                if self._done.wait(1.0) or "work completed" in output.read_text("utf-8", "replace"):
                    return
            self.problem = f"it has ended {_ATTEMPTS} times; its output is {output}"
            by_another = ended_error("it", ended.exit_status, output)
            if by_another is not None:
                self.problem = str(by_another)
        except (ToolFailed, OSError) as error:
            if not self._done.is_set():
                self.problem = str(error)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
