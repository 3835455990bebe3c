"""Says what of this machine a process may use: processors and memory, with limits of cgroups."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

__all__ = ["usable_cpus", "usable_memory"]

_MEMINFO = Path("/proc/meminfo")
# Which groups this process is in: a line `number:controllers:path` for each hierarchy.
_GROUPS = Path("/proc/self/cgroup")
_MOUNTED = Path("/sys/fs/cgroup")
# Where a hierarchy may be mounted below that, for cgroup v2 and for each controller of v1.
_UNIFIED = ("", "unified")
_CONTROLLERS = {"memory": ("memory",), "cpu": ("cpu", "cpu,cpuacct", "cpuacct,cpu")}
_MIB = 1 << 20


def usable_cpus() -> int:
    """The number of processors that this process may use; a quota of 1.5 lets it use two."""
    if hasattr(os, "sched_getaffinity"):
        found = len(os.sched_getaffinity(0))
    else:
        found = os.cpu_count() or 1
    return max(1, min([found, *map(math.ceil, _cpu_quotas())]))


def usable_memory() -> int | None:
    """The memory that new programs can have, in MiB; None if the system does not say."""
    found = []
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in _MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
    for folder in _groups("memory"):
        for name in ("memory.max", "memory.high", "memory.limit_in_bytes"):
            with contextlib.suppress(OSError, ValueError):
                found.append(int((folder / name).read_text(encoding="ascii")))  # not "max"
    return min(found) // _MIB if found else None


def _cpu_quotas() -> Iterator[float]:
    """Each limit of processor time, in processors."""
    for folder in _groups("cpu"):
        with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
            quota, period = (folder / "cpu.max").read_text(encoding="ascii").split()
            yield int(quota) / int(period)  # "max" is no number
        with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
            limit = int((folder / "cpu.cfs_quota_us").read_text(encoding="ascii"))
            if limit > 0:
                yield limit / int((folder / "cpu.cfs_period_us").read_text(encoding="ascii"))


def _groups(controller: str) -> Iterator[Path]:
    """The folders of the groups that limit this process: its own, and all above it.

    A container may see its own group as the root, under whatever path it has outside; a folder
    that is not there limits nothing.
    """
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in _GROUPS.read_text(encoding="utf-8").splitlines():
            _, _, rest = line.partition(":")
            controllers, _, path = rest.partition(":")
            if controllers and controller not in controllers.split(","):
                continue
            places = _CONTROLLERS[controller] if controllers else _UNIFIED
            group = PurePosixPath("/") / path
            for place in places:
                for each in (group, *group.parents):
                    yield _MOUNTED / place / each.relative_to("/")
