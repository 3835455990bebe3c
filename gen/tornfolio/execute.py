"""Runs other programs: the only place that does, and the one that leaves none behind."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from tornfolio.errors import ToolFailed, ToolMissing
from tornfolio.jvm import VARIABLES

__all__ = ["Execution", "Processes", "Server", "Stop"]

Stop = Literal["time", "states", "lost"]

_GROUP_SECONDS = 1.0
_EXHAUSTED = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)

# Reads `+ GROUP` and `- GROUP`; when nobody can write to it any more, it ends the groups left.
_GUARD = """
trap '' INT TERM HUP
while read -r what group; do
    others=
    for one in $groups; do [ "$one" = "$group" ] || others="$others $one"; done
    groups=$others
    [ "$what" = + ] && groups="$groups $group"
done
for one in $groups; do kill -s KILL -- "-$one"; done
"""


@dataclass(frozen=True)
class Execution:
    """One finished program: what was run, how it ended, and where its output is.

    `exit_status` is negative for a program that a signal ended. `stopped` says why we ended it
    ourselves, None if it ended by itself. `output` holds standard output and error together.
    `peak` is the most memory that the program, or one that it had started and waited for, has held
    at a time, in KiB; None where the system does not say.
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
        self._guard: _Guard | None = None
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
                _kill(process, patience)
            if self._guard is not None:
                self._guard.close()

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
            with output.open(
                "a" if append else "w", buffering=1, encoding="utf-8", newline="\n"
            ) as sink:
                process = self._start(argv, folder, environment or {}, patience)
                timer = _timer(timeout, process, stopped, patience)
                try:
                    _copy(process, sink, on_line, stopped, patience=patience)
                    _await_end(process)
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
                self._guard = _Guard()
            self._guard.tell("+", process.pid)
            self.begun.set()
            return process

    def _end(self, process: subprocess.Popen[str]) -> tuple[int, int | None]:
        """End what is left of a program and of all that it started; give its status and peak."""
        with self._lock:
            patience = self._alive.pop(process, 0.0)
            _kill(process, patience)
            if self._guard is not None:
                self._guard.tell("-", process.pid)
        if process.stdout is not None:
            process.stdout.close()
        ended = _reap(process)
        _await_group(process.pid)
        return ended


def _environment() -> dict[str, str]:
    """Give what programs find in their environment: ours, but for what JVMs would make of it."""
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    # Java takes from here how the names of files are encoded.
    return kept | {"LC_ALL": "C.UTF-8"}


class _Guard:
    """A small process that ends the programs if we are killed and cannot do so ourselves.

    It learns of our end by the end of the pipe that it reads, which no program inherits. It has a
    session of its own, so that no signal to ours reaches it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _GUARD],
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )

    def tell(self, what: Literal["+", "-"], group: int) -> None:
        """Say that a process group has begun, or that it has ended."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.write(f"{what} {group}\n".encode())

    def close(self) -> None:
        """End what it still knows of, and the guard itself."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._process.wait()


class Server:
    """A program that answers one request after another, each a line; made by Processes.serve().

    It is for one thread at a time.
    """

    def __init__(
        self, process: subprocess.Popen[str], end: Callable[[subprocess.Popen[str]], object]
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
        timer = _timer(timeout, self._process, stopped, 0.0)
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


def _copy(
    process: subprocess.Popen[str],
    sink: IO[str],
    on_line: Callable[[str], Stop | None] | None,
    stopped: list[Stop],
    mark: str | None = None,
    patience: float = 0.0,
) -> str | None:
    """Write a program's output to a file, and give each line to `on_line`, which may end it.

    Give what follows `mark` on its line; None if the output ended without it.
    """
    assert process.stdout is not None
    for line in process.stdout:
        text, found, rest = line.partition(mark) if mark else (line, "", "")
        reason = on_line(text.rstrip("\r\n")) if on_line and text else None
        sink.write(text)
        if reason and not stopped:
            stopped.append(reason)
            _kill(process, patience)
        if found:
            return rest.strip()
    return None


def _timer(
    seconds: float | None, process: subprocess.Popen[str], stopped: list[Stop], patience: float
) -> threading.Timer:
    def expire() -> None:
        if not stopped:
            stopped.append("time")
            _kill(process, patience)

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


def _reap(process: subprocess.Popen[str]) -> tuple[int, int | None]:
    """Take a program that has ended out of the table of processes; give its status and peak."""
    if process.returncode is not None or not hasattr(os, "wait4"):
        return process.wait(), None
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:  # this process ignores SIGCHLD, so the system does not keep them
        return process.wait(), None
    process.returncode = os.waitstatus_to_exitcode(status)
    # macOS counts bytes here.
    return process.returncode, usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def _await_group(group: int) -> None:
    """Wait until nothing of a killed process group is left; the kernel ends it in its own time."""
    if not hasattr(os, "killpg"):
        return
    deadline = time.monotonic() + _GROUP_SECONDS
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.005)


def _kill(process: subprocess.Popen[str], patience: float = 0.0) -> None:
    """End a program and its children: they have a process group of their own."""
    if patience and hasattr(os, "waitid"):
        with contextlib.suppress(ProcessLookupError, PermissionError, ChildProcessError):
            os.kill(process.pid, signal.SIGTERM)
            deadline = time.monotonic() + patience
            ended = os.WEXITED | os.WNOWAIT | os.WNOHANG
            while time.monotonic() < deadline and not os.waitid(os.P_PID, process.pid, ended):
                time.sleep(0.005)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
