"""Ends a program and all that it has started, and learns how it ended."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["await_end", "await_group", "kill", "own_peak", "reap"]

_GROUP_SECONDS = 1.0
_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB$", re.MULTILINE)


def await_end(process: subprocess.Popen[str]) -> None:
    """Wait until a program has ended, but leave it in the table of processes.

    Its process group keeps its number until then, so that what it has left behind can be ended.
    """
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()


def reap(process: subprocess.Popen[str]) -> tuple[int, int | None]:
    """Take a program that has ended out of the table of processes; give its status and peak.

    The peak is None where the system does not say, or if it was below that of this process.
    """
    if process.returncode is not None or not hasattr(os, "wait4"):
        return process.wait(), None
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:  # this process ignores SIGCHLD, so the system does not keep them
        return process.wait(), None
    process.returncode = os.waitstatus_to_exitcode(status)
    # Until it had its own program it was a copy of this process, and Linux counts that too.
    peak = _in_kib(usage.ru_maxrss)
    return process.returncode, peak if peak > own_peak() else None


def own_peak() -> int:
    """The most memory that this program has held, in KiB; 0 where the system does not say."""
    # What Linux counts for a process has in it the program that began it; this line has not.
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
        if found := _PEAK.search(status):
            return int(found[1])
    try:
        import resource  # which Windows does not have
    except ImportError:
        return 0
    return _in_kib(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _in_kib(size: int) -> int:
    return size // (1024 if sys.platform == "darwin" else 1)  # macOS counts bytes


def await_group(group: int) -> None:
    """Wait until nothing of a killed process group is left; the kernel ends it in its own time."""
    if not hasattr(os, "killpg"):
        return
    deadline = time.monotonic() + _GROUP_SECONDS
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.005)


def kill(process: subprocess.Popen[str], patience: float = 0.0) -> None:
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
