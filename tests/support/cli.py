"""Runs the command line as a user does, in a process of its own, and watches what it leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tornfolio.cli.main import main

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_OWN_TOOLS = ("JAVA_HOME", "TLA2TOOLS_JAR", "TORNFOLIO_RUNS")


@dataclass(frozen=True)
class Ended:
    """How a run of the command line ended, and what it wrote."""

    status: int
    stdout: str
    stderr: str

    @property
    def complaints(self) -> list[str]:
        """The lines of standard error that are not empty."""
        return [line for line in self.stderr.splitlines() if line.strip()]

    @property
    def behaviour(self) -> list[str]:
        """The lines of the behaviour that leads to what cannot be evaluated, if they are there."""
        begins = self.stderr.startswith("This behaviour leads to what cannot be evaluated  ")
        return self.complaints[:-1] if begins else []

    def refused(self, status: int = 2) -> str:
        """Assert that it ended with a status and one sentence, and nothing else; give that.

        Above what could not be evaluated stands the behaviour that leads there.
        """
        assert "Traceback" not in self.stderr, self.stderr[-2000:]
        assert self.status == status, (self.status, self.stderr)
        assert len(self.complaints) == 1 or self.behaviour, self.stderr
        assert self.complaints[-1].startswith("tornfolio: ")
        assert self.stdout == ""
        return self.complaints[-1]


def call(capsys: pytest.CaptureFixture[str], *args: str | Path) -> Ended:
    """Run main() in this process, which is quicker; an error that it lets through is raised."""
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    capsys.readouterr()
    try:
        with pytest.raises(SystemExit) as exit_:
            main([str(arg) for arg in args])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    out, err = capsys.readouterr()
    assert isinstance(exit_.value.code, int)
    return Ended(exit_.value.code, out, err)


def start(
    *args: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    before: Callable[[], None] | None = None,
    program: Sequence[str] = ("-m", "tornfolio"),
) -> subprocess.Popen[str]:
    """Start the command line in a folder; `before` is called in the new process.

    `program` is what Python is to run.
    """

    def prepare() -> None:
        # A shell that runs the tests in the background has SIGINT ignored, and so would they.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        if before is not None:
            before()

    inherited = {key: value for key, value in os.environ.items() if key not in _OWN_TOOLS}
    return subprocess.Popen(
        [sys.executable, *program, *map(str, args)],
        cwd=cwd,
        env=inherited | {"TORNFOLIO_RUNS": str(cwd / "runs")} | dict(env or {}),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        text=True,
        encoding="utf-8",
        errors="replace",
        preexec_fn=prepare,
    )


def ended(process: subprocess.Popen[str], timeout: float = 60.0) -> Ended:
    """Wait for a started command line; one that takes too long is ended and fails the test."""
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        pytest.fail(f"the command line did not end within {timeout} s")
    return Ended(process.returncode, out or "", err or "")


def run(
    *args: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout: float = 60.0,
    stdout: int = subprocess.PIPE,
    before: Callable[[], None] | None = None,
) -> Ended:
    """Run the command line to its end in a process of its own."""
    process = start(*args, cwd=cwd, env=env, stdout=stdout, before=before)
    return ended(process, timeout)


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait until a condition is true; tell whether it came true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def processes_with(text: str | Path) -> list[int]:
    """List the processes whose command line has a text, other than this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(str(text)) in command and alive(int(entry.name)):
            found.append(int(entry.name))
    return found


def java_processes(folder: Path) -> list[int]:
    """List the JVMs that work in a folder: those that have it in their temporary folder's name."""
    return processes_with(f"-Djava.io.tmpdir={folder}")
