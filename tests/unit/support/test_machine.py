"""Tests of what a process may use of a machine: the limits of all groups that it is in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tornfolio.support import machine

_GIB = 1 << 30


@pytest.fixture
def limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make up a machine with 4 GiB to have and 8 processors; give the folder of its groups."""
    (tmp_path / "meminfo").write_text("MemTotal: 99 kB\nMemAvailable:    4194304 kB\n", "ascii")
    monkeypatch.setattr(machine, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(machine, "_GROUPS", tmp_path / "groups")
    monkeypatch.setattr(machine, "_MOUNTED", tmp_path / "cgroup")
    monkeypatch.setattr(os, "sched_getaffinity", lambda of: set(range(8)), raising=False)
    return tmp_path


def _lay_out(place: Path, groups: str, files: Mapping[str, str]) -> None:
    (place / "groups").write_text(groups, encoding="ascii")
    for name, text in files.items():
        path = place / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="ascii")


def test_without_groups(limits: Path) -> None:
    """Where there are no groups, there is what the system has; without that, nothing is known."""
    assert (machine.usable_memory(), machine.usable_cpus()) == (4096, 8)
    (limits / "meminfo").unlink()
    assert machine.usable_memory() is None


@pytest.mark.parametrize("smallest", ["", "a/", "a/b/"])
def test_each_group_above_counts(limits: Path, smallest: str) -> None:
    """Of cgroup v2 the least limit counts, whether it is that of the group or of one above."""
    files = {f"{of}memory.max": "max" for of in ("", "a/", "a/b/")}
    files |= {f"{of}cpu.max": "max 100000" for of in ("", "a/", "a/b/")}
    files |= {f"{smallest}memory.max": str(_GIB), f"{smallest}cpu.max": "300000 100000"}
    _lay_out(limits, "0::/a/b\n", files)
    assert (machine.usable_memory(), machine.usable_cpus()) == (1024, 3)


def test_groups_of_version_1(limits: Path) -> None:
    """Each controller of cgroup v1 has a hierarchy of its own; -1 is no quota."""
    _lay_out(
        limits,
        "5:cpuset:/elsewhere\n4:memory:/a/b\n3:cpu,cpuacct:/c\n1:name=systemd:/x\n",
        {
            "memory/memory.limit_in_bytes": "9223372036854771712",
            "memory/a/memory.limit_in_bytes": str(2 * _GIB),
            "memory/a/b/memory.limit_in_bytes": str(3 * _GIB),
            "cpu,cpuacct/cpu.cfs_quota_us": "-1",
            "cpu,cpuacct/cpu.cfs_period_us": "100000",
            "cpu,cpuacct/c/cpu.cfs_quota_us": "150000",
            "cpu,cpuacct/c/cpu.cfs_period_us": "100000",
        },
    )
    assert (machine.usable_memory(), machine.usable_cpus()) == (2048, 2)


def test_a_container_whose_path_is_outside(limits: Path) -> None:
    """A container may be told its path outside, and see its own limits at the root."""
    _lay_out(
        limits,
        "4:memory:/docker/0123\n0::/docker/0123\n",
        {"memory/memory.limit_in_bytes": str(_GIB), "cpu.max": "50000 100000"},
    )
    assert (machine.usable_memory(), machine.usable_cpus()) == (1024, 1)


def test_both_versions_at_once(limits: Path) -> None:
    """On a hybrid system the second version is mounted beside the first; both limit."""
    _lay_out(
        limits,
        "4:memory:/a\n0::/b\n",
        {"memory/a/memory.limit_in_bytes": str(3 * _GIB), "unified/b/memory.high": str(_GIB)},
    )
    assert machine.usable_memory() == 1024


@pytest.mark.parametrize("said", ["", "many", "0 0", "-5", "1 2 3", "\x00"])
def test_limits_that_say_nothing(limits: Path, said: str) -> None:
    """What is not understood limits nothing, and there is one processor at least."""
    _lay_out(limits, "0::/\nnonsense\n::\n", {"cpu.max": said})
    assert machine.usable_cpus() == 8
