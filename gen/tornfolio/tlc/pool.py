"""Runs the translator and TLC in JVMs that go on from one to the next, where that is possible.

A small search takes less time than the start of its JVM. So there is a worker process with a JVM,
`worker.py`, for each thread that executes commands here at a time. In it each command has a class
loader of its own, or shares one with those that are alike. A worker that does not give a whole
answer is no evidence: that command is then run as always, in a process of its own.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tornfolio.model.estimate import Size
from tornfolio.support.cache import sha256_of
from tornfolio.support.errors import ToolMissing
from tornfolio.support.files import is_file
from tornfolio.support.processes import Execution, Processes
from tornfolio.support.reading import Stop
from tornfolio.support.server import Server
from tornfolio.tlc.argv import Limits, Search, tlc_command
from tornfolio.tlc.hosted_argv import alike
from tornfolio.tlc.jvm import choose_jvm
from tornfolio.tlc.toolchain import WHEEL_JAR_SHA256, Toolchain

__all__ = ["JvmPool", "can_be_hosted"]

_START_SECONDS = 60.0
# Classes and heap of a JVM grow from search to search.
_MOST_REQUESTS = 500
_MOST_MEMORY = 1024
_KILLED = -9
_TEMPORARY = "java.io.tmpdir"
# Options that say how a JVM starts, not what it may use: of no use in one that runs already.
_STARTING = (
    "-XX:AOT",
    "-XX:SharedArchiveFile",
    "-XX:+AutoCreateSharedArchive",
    "-Xlog:",
    "-Xshare:",
)


def can_be_hosted(tools: Toolchain) -> bool:
    """Tell whether there is all that a worker needs: JPype, and the JVM of `java` as a library."""
    return (
        bool(sys.executable)
        and importlib.util.find_spec("jpype") is not None
        and _library(tools) is not None
    )


class JvmPool(Processes):
    """Processes whose searches of small models share JVMs; whatever is not hosted runs as always.

    The options of the JVMs are those of a small search with these limits; a command with others
    has a process of its own. `folder` is for the workers alone.
    """

    def __init__(self, tools: Toolchain, limits: Limits, folder: Path) -> None:
        super().__init__()
        self._tools = tools
        self._folder = folder
        self._libjvm = _library(tools) if can_be_hosted(tools) else None
        sample = tlc_command(
            tools,
            Search(
                module="",
                cfg=folder,
                metadata=folder,
                temporary=folder,
                jvm=choose_jvm(Size(1, 1), memory=limits.memory),
            ),
        )
        self._options = _Command.of(sample).options
        # What others than this release keep in static variables was not looked through.
        self._known = sha256_of(tools.jar.path) == WHEEL_JAR_SHA256
        self._workers: set[_Worker] = set()
        # Those that wait. The last one to have worked is the next: its code is warm.
        self._idle: list[_Worker] = []

    def close(self) -> None:
        """End all programs and start no more."""
        super().close()
        for worker in list(self._workers):
            worker.end()

    def prepare(self, seconds: float | None = None) -> None:
        """Start a worker, if none waits for work: so no search pays for that of its time."""
        worker = self._take(seconds)
        if worker is not None:
            self._give_back(worker)

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
        """Run a program as Processes does, or what it would do in this thread's worker."""
        started = time.monotonic()
        command = _Command.of(argv)
        plain = not (append or environment or patience)
        worker = self._take() if plain and self._takes(command) else None
        if worker is not None:
            after = alike(command.main, command.args) if self._known else None
            try:
                status, stopped = worker.run(command, folder, output, timeout, on_line, after)
            finally:
                self._give_back(worker)
            if status is not None:
                seconds = time.monotonic() - started
                return Execution(tuple(argv), status, stopped, seconds, output)
            if timeout is not None:
                timeout = max(timeout - (time.monotonic() - started), 0.001)
            # TLC names its folder there by the second, and does not begin where there is one.
            if "-metadir" in argv:
                metadata = folder / argv[argv.index("-metadir") + 1]
                shutil.rmtree(metadata, ignore_errors=True)
        return super().execute(
            argv,
            folder=folder,
            output=output,
            timeout=timeout,
            on_line=on_line,
            append=append,
            environment=environment,
            patience=patience,
        )

    def _takes(self, command: _Command) -> bool:
        """Tell whether a command is for a worker; the translator needs little of anything."""
        return command.main == "pcal.trans" or (
            command.main == "tlc2.TLC" and command.options == self._options
        )

    def _take(self, seconds: float | None = None) -> _Worker | None:
        """A worker that waits, or else a new one; None if there can be none."""
        with contextlib.suppress(IndexError):
            return self._idle.pop()
        libjvm = self._libjvm
        if libjvm is None:
            return None
        try:
            # What SANY and the JVM itself write there is no other process's.
            place = Path(tempfile.mkdtemp(dir=self._folder))
            temporary = f"-D{_TEMPORARY}={place}"
            # The option is for those who look through the list of processes for JVMs.
            server = self.serve(
                [sys.executable, "-m", "tornfolio.tlc.worker", temporary], folder=place
            )
        except (OSError, ToolMissing):
            self._libjvm = None
            return None
        worker = _Worker(server, place)
        self._workers.add(worker)
        options = [*self._options, temporary, "-Djava.awt.headless=true"]
        if not worker.start(libjvm, self._tools.jar.path, options, seconds):
            # What has failed once will again: this JVM cannot be a library.
            self._libjvm = None
            self._workers.discard(worker)
            return None
        return worker

    def _give_back(self, worker: _Worker) -> None:
        """Let a worker wait for the next, or end it where it cannot go on."""
        if worker.usable:
            self._idle.append(worker)
        else:
            worker.end()
            self._workers.discard(worker)


@dataclass(frozen=True)
class _Command:
    """The command line of a Java program, in its parts."""

    options: tuple[str, ...]
    properties: dict[str, str]
    main: str
    args: tuple[str, ...]

    @staticmethod
    def of(argv: Sequence[str]) -> _Command:
        """Take a command line apart; one of another kind has no main class."""
        if "-cp" not in argv:
            return _Command((), {}, "", ())
        at = argv.index("-cp")
        options, properties = [], {}
        for option in argv[1:at]:
            if option.startswith("-D"):
                name, _, value = option.removeprefix("-D").partition("=")
                properties[name] = value
            elif not option.startswith(_STARTING):
                options.append(option)
        return _Command(tuple(options), properties, argv[at + 2], tuple(argv[at + 3 :]))


class _Worker:
    """A worker process: its side of the conversation."""

    def __init__(self, server: Server, place: Path) -> None:
        self.usable = True
        self._server = server
        self._place = place
        self._requests = 0
        self._lock = threading.Lock()

    def start(self, libjvm: Path, jar: Path, options: Sequence[str], seconds: float | None) -> bool:
        """Let it start its JVM; tell whether it could. If not, it has ended."""
        request = {"libjvm": str(libjvm), "jar": str(jar), "options": options}
        patience = min(_START_SECONDS, seconds or _START_SECONDS)
        answer, _ = self._ask(request, self._place / "start.out", patience)
        if "ready" not in answer:
            self.end()
        return "ready" in answer

    def run(
        self,
        command: _Command,
        folder: Path,
        output: Path,
        timeout: float | None,
        on_line: Callable[[str], Stop | None] | None,
        after: str | None,
    ) -> tuple[int | None, Stop | None]:
        """Run a command there; give its exit status, None if that is not known."""
        request = {
            "main": command.main,
            "args": command.args,
            "folder": str(folder),
            # SANY asks once for the temporary folder: it is the worker's.
            "properties": {k: v for k, v in command.properties.items() if k != _TEMPORARY},
            "alike": after,
        }
        self.usable = False
        answer, stopped = self._ask(request, output, timeout, on_line)
        if stopped is not None:
            return _KILLED, stopped
        status, memory = answer.get("status"), answer.get("memory")
        if not isinstance(status, int) or not isinstance(memory, int):
            return None, None
        self._requests += 1
        self.usable = (
            answer.get("clean") is True
            and memory <= _MOST_MEMORY
            and self._requests < _MOST_REQUESTS
        )
        return status, None

    def end(self) -> None:
        """End the process; wait for a request that another thread has put, if that is killed."""
        with self._lock:
            self._server.end()

    def _ask(
        self,
        request: Mapping[str, object],
        output: Path,
        timeout: float | None,
        on_line: Callable[[str], Stop | None] | None = None,
    ) -> tuple[dict[str, object], Stop | None]:
        """Put a request; give the answer, which is empty if there is none."""
        # A model can print what it likes, but it cannot know this.
        mark = f"@!{secrets.token_hex(16)}!@"
        with self._lock:
            text, stopped = self._server.ask(
                json.dumps({**request, "mark": mark}),
                mark,
                output=output,
                timeout=timeout,
                on_line=on_line,
            )
        return (json.loads(text) if text and stopped is None else {}), stopped


def _library(tools: Toolchain) -> Path | None:
    """Find the JVM of a `java` as a library; None where it has none, as a script in front of it."""
    home = tools.java.path.resolve().parent.parent
    for name in ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll"):
        if is_file(home / name):
            return home / name
    return None
