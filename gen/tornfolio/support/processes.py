"""Runs other programs: the only place that does, and the one that leaves none behind."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tornfolio.support.ending import await_end, await_group, kill, reap
from tornfolio.support.errors import ToolFailed, ToolMissing
from tornfolio.support.files import open_to_write
from tornfolio.support.guard import Guard
from tornfolio.support.reading import Stop, copy_output, start_timer
from tornfolio.support.server import Server
from tornfolio.support.undisturbed import undisturbed

__all__ = ["JVM_VARIABLES", "Execution", "Processes"]

# A JVM takes options from these as well, which may contradict ours; it says so in the midst of what
# TLC says. Ours are not given them.
JVM_VARIABLES = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")

_EXHAUSTED = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)


@dataclass(frozen=True)
class Execution:
    """One finished program: what was run, how it ended, and where its output is.

    `exit_status` is negative for a program that a signal ended. `stopped` says why we ended it
    ourselves, None if it ended by itself. `output` holds standard output and error together.
    `peak` is the most memory that the program, or one that it had started and waited for, has held
    at a time, in KiB; None where the system does not say, or if this process has held more.
    """

    argv: tuple[str, ...]
    exit_status: int
    stopped: Stop | None
    seconds: float
    output: Path
    peak: int | None = None


class Processes:
    """Starts programs inside a `with` block; when the block is left, none of them runs any more.

    Its execute() may be called from several threads. After the block has been left, or an
    exception has made it end, a further call raises ToolFailed. If this process is killed, so are
    its programs, wherever there is a POSIX shell.
    """

    def __init__(self) -> None:
        # Set whenever a program has begun.
        self.begun = threading.Event()
        self._guard: Guard | None = None
        # Each with the seconds that it gets for an end of its own.
        self._alive: dict[subprocess.Popen[str], float] = {}
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all programs and start no more."""
        with self._lock:
            self._closed = True
            for process, patience in self._alive.items():
                kill(process, patience)
            if self._guard is not None:
                self._guard.close()

    def prepare(self, seconds: float | None = None) -> None:
        """Get ready for what this thread is going to execute, so that no time limit pays for it.

        `seconds` is how long that may take at most, None for as long as it is of use.
        """

    def execute(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        output: Path,
        timeout: float | None = None,
        on_line: Callable[[str], Stop | None] | None = None,
        append: bool = False,
        environment: Mapping[str, str] | None = None,
        patience: float = 0.0,
    ) -> Execution:
        """Run a program in a folder to its end, its output going to a file as it comes.

        With `append` what the file has already is kept.
        `on_line` gets each line and may give a reason to end the program; so may `timeout`, in
        seconds. `environment` is added to that of this process. A program that starts others in
        process groups of their own, as we do, needs `patience`: so many seconds after a request to
        end it is killed. When this returns or raises, the program and all that it started have
        ended.
        Raises ToolMissing if it cannot be started, ToolFailed if its output cannot be kept.
        """
        started = time.monotonic()
        stopped: list[Stop] = []
        try:
            # Line by line, so that what was said is there if this process is killed.
            with open_to_write(output, append=append) as sink:
                process = self._start(argv, folder, environment or {}, patience)
                timer = start_timer(timeout, process, stopped, patience)
                try:
                    copy_output(process, sink, on_line, stopped, patience=patience)
                    await_end(process)
                finally:
                    timer.cancel()
                    exit_status, peak = self._end(process)
        except OSError as error:
            raise ToolFailed(
                f"{output} cannot be written: {error.strerror}", "make room there and run again"
            ) from None
        return Execution(
            argv=tuple(argv),
            exit_status=exit_status,
            stopped=stopped[0] if stopped else None,
            seconds=time.monotonic() - started,
            output=output,
            peak=peak,
        )

    def serve(self, argv: Sequence[str], *, folder: Path) -> Server:
        """Start a program that answers requests; it ends with the block like any other.

        Raises as execute() does.
        """
        return Server(self._start(argv, folder, {}, 0.0, stdin=subprocess.PIPE), self._end)

    def _start(
        self,
        argv: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        patience: float,
        stdin: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[str]:
        # A signal's exception between the start and our note of it would leave it running.
        with self._lock, undisturbed():
            if self._closed:
                raise ToolFailed(f"{argv[0]} was not started: the work has ended")
            try:
                process = subprocess.Popen(
                    argv,
                    cwd=folder,
                    stdin=stdin,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    env=_environment() | dict(environment),
                    start_new_session=True,
                )
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    raise ToolFailed(
                        f"{argv[0]} was not started: {error.strerror}",
                        "end other programs, or raise the limits of this user (ulimit)",
                    ) from None
                raise ToolMissing(
                    f"{argv[0]} cannot be started: {error.strerror}", "see 'tornfolio doctor'"
                ) from None
            self._alive[process] = patience
            if self._guard is None:
                self._guard = Guard()
            self._guard.tell("+", process.pid)
            self.begun.set()
            return process

    def _end(self, process: subprocess.Popen[str]) -> tuple[int, int | None]:
        """End what is left of a program and of all that it started; give its status and peak."""
        with self._lock:
            patience = self._alive.pop(process, 0.0)
            kill(process, patience)
            if self._guard is not None:
                self._guard.tell("-", process.pid)
        if process.stdout is not None:
            process.stdout.close()
        ended = reap(process)
        await_group(process.pid)
        return ended


def _environment() -> dict[str, str]:
    """What programs find in their environment: ours, but for what JVMs would make of it."""
    kept = {name: value for name, value in os.environ.items() if name not in JVM_VARIABLES}
    # Java takes from here how the names of files are encoded.
    return kept | {"LC_ALL": "C.UTF-8"}
