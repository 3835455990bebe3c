"""Says what of this machine a process may use: processors and memory, with limits of cgroups."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = ["usable_cpus", "usable_memory"]

_MEMINFO = Path("/proc/meminfo")
# The limit of cgroup v2, then of v1; a container sees its own there.
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
_MIB = 1 << 20


def usable_cpus() -> int:
    """Give the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def usable_memory() -> int | None:
    """Give the memory that new programs can have, in MiB; None if the system does not say."""
    found = []
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in _MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
    for path in _LIMITS:
        with contextlib.suppress(OSError, ValueError):
            found.append(int(path.read_text(encoding="ascii")))  # "max" is no number
    return min(found) // _MIB if found else None
