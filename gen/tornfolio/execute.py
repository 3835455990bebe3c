"""Runs other programs: the only place that does, and the one that leaves none behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from tornfolio.errors import ToolFailed, ToolMissing

__all__ = ["Execution", "Processes", "Server", "Stop", "usable_cpus"]

Stop = Literal["time", "states"]

_GROUP_SECONDS = 1.0


@dataclass(frozen=True)
class Execution:
    """One finished program: what was run, how it ended, and where its output is.

    `exit_status` is negative for a program that a signal ended. `stopped` says why we ended it
    ourselves, None if it ended by itself. `output` holds standard output and error together.
    """

    argv: tuple[str, ...]
    exit_status: int
    stopped: Stop | None
    seconds: float
    output: Path


class Processes:
    """Starts programs inside a `with` block; when the block is left, none of them runs any more.

    Its execute() may be called from several threads. After the block has been left, or an
    exception has made it end, a further call raises ToolFailed.
    """

    def __init__(self) -> None:
        self._alive: set[subprocess.Popen[str]] = set()
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
            for process in self._alive:
                _kill(process)

    def prepare(self) -> None:
        """Get ready for what this thread is going to execute, so that no time limit pays for it."""

    def execute(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        output: Path,
        timeout: float | None = None,
        on_line: Callable[[str], Stop | None] | None = None,
    ) -> Execution:
        """Run a program in a folder to its end, its output going to a file as it comes.

        `on_line` gets each line and may give a reason to end the program; so may `timeout`, in
        seconds. When this returns or raises, the program and all that it started have ended.
        Raises ToolMissing if it cannot be started, ToolFailed if its output cannot be kept.
        """
        started = time.monotonic()
        stopped: list[Stop] = []
        try:
            with output.open("w", encoding="utf-8") as sink:
                process = self._start(argv, folder)
                timer = _timer(timeout, process, stopped)
                try:
                    _copy(process, sink, on_line, stopped)
                    _await_end(process)
                finally:
                    timer.cancel()
                    exit_status = self._end(process)
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
        )

    def serve(self, argv: Sequence[str], *, folder: Path) -> Server:
        """Start a program that answers requests; it ends with the block like any other.

        Raises as execute() does.
        """
        return Server(self._start(argv, folder, stdin=subprocess.PIPE), self._end)

    def _start(
        self, argv: Sequence[str], folder: Path, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        with self._lock:
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
                    # Java takes from here how the names of files are encoded.
                    env=os.environ | {"LC_ALL": "C.UTF-8"},
                    start_new_session=True,
                )
            except OSError as error:
                raise ToolMissing(
                    f"{argv[0]} cannot be started: {error.strerror}", "see 'tornfolio doctor'"
                ) from None
            self._alive.add(process)
            return process

    def _end(self, process: subprocess.Popen[str]) -> int:
        """End what is left of a program and of all that it started; give its exit status."""
        with self._lock:
            self._alive.discard(process)
            _kill(process)
        if process.stdout is not None:
            process.stdout.close()
        exit_status = process.wait()
        _await_group(process.pid)
        return exit_status


class Server:
    """A program that answers one request after another, each a line; made by Processes.serve().

    It is for one thread at a time.
    """

    def __init__(
        self, process: subprocess.Popen[str], end: Callable[[subprocess.Popen[str]], int]
    ) -> None:
        self._process = process
        self._end = end
        self._ended = False

    def ask(
        self,
        request: str,
        mark: str,
        *,
        output: Path,
        timeout: float | None = None,
        on_line: Callable[[str], Stop | None] | None = None,
    ) -> tuple[str | None, Stop | None]:
        """Put a request; give what follows `mark` in the output, and why it was stopped, if it was.

        All that comes before the mark goes to a file as it comes. The first is None if the program
        ended without it; if we stopped it, or anything is raised, it has ended too. Raises as
        Processes.execute() does.
        """
        if self._ended:
            return None, None
        stopped: list[Stop] = []
        answer: str | None = None
        timer = _timer(timeout, self._process, stopped)
        try:
            with output.open("w", encoding="utf-8") as sink:
                assert self._process.stdin is not None
                with contextlib.suppress(BrokenPipeError):
                    self._process.stdin.write(f"{request}\n")
                    self._process.stdin.flush()
                answer = _copy(self._process, sink, on_line, stopped, mark)
        except OSError as error:
            raise ToolFailed(
                f"{output} cannot be written: {error.strerror}", "make room there and run again"
            ) from None
        finally:
            timer.cancel()
            if answer is None or stopped:
                self.end()
        return answer, stopped[0] if stopped else None

    def end(self) -> None:
        """End the program and all that it started."""
        if not self._ended:
            self._ended = True
            self._end(self._process)
            if self._process.stdin is not None:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()


def usable_cpus() -> int:
    """Give the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _copy(
    process: subprocess.Popen[str],
    sink: IO[str],
    on_line: Callable[[str], Stop | None] | None,
    stopped: list[Stop],
    mark: str | None = None,
) -> str | None:
    """Write a program's output to a file, and give each line to `on_line`, which may end it.

    Give what follows `mark` on its line; None if the output ended without it.
    """
    assert process.stdout is not None
    for line in process.stdout:
        text, found, rest = line.partition(mark) if mark else (line, "", "")
        sink.write(text)
        reason = on_line(text.rstrip("\r\n")) if on_line and text else None
        if reason and not stopped:
            stopped.append(reason)
            _kill(process)
        if found:
            return rest.strip()
    return None


def _timer(
    seconds: float | None, process: subprocess.Popen[str], stopped: list[Stop]
) -> threading.Timer:
    def expire() -> None:
        if not stopped:
            stopped.append("time")
            _kill(process)

    timer = threading.Timer(seconds or 0, expire)
    timer.daemon = True
    if seconds is not None:
        timer.start()
    return timer


def _await_end(process: subprocess.Popen[str]) -> None:
    """Wait until a program has ended, but leave it in the table of processes.

    Its process group keeps its number until then, so that what it has left behind can be ended.
    """
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()


def _await_group(group: int) -> None:
    """Wait until nothing of a killed process group is left; the kernel ends it in its own time."""
    if not hasattr(os, "killpg"):
        return
    deadline = time.monotonic() + _GROUP_SECONDS
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.005)


def _kill(process: subprocess.Popen[str]) -> None:
    """End a program and its children: they have a process group of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
