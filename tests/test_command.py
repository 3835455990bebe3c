"""Tests of the command lines of the PlusCal translator and TLC."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.command import Limits, tlc_command, translate_command
from tornfolio.toolchain import Tool, Toolchain

TOOLS = Toolchain(Tool(Path("/opt/j dk/java"), "--java"), Tool(Path("/opt/tla2tools.jar"), "--jar"))
SMALL = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
LARGE = ["-XX:+UseParallelGC"]


def tlc(limits: Limits, nr_pages: int) -> list[str]:
    """Give the command of one run."""
    return tlc_command(
        TOOLS,
        module="MCtorn_pte0",
        cfg=Path("/runs/a/MC.cfg"),
        metadata=Path("/runs/a/states"),
        temporary=Path("/runs/a/tmp"),
        limits=limits,
        nr_pages=nr_pages,
    )


def test_translator() -> None:
    """The translator works in place and writes no .cfg."""
    assert translate_command(TOOLS, "torn_pte0", Path("/runs/a/tmp")) == [
        "/opt/j dk/java",
        "-Djava.io.tmpdir=/runs/a/tmp",
        "-Djava.awt.headless=true",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        "/opt/tla2tools.jar",
        "pcal.trans",
        "-nocfg",
        "torn_pte0.tla",
    ]


@pytest.mark.parametrize(
    ("limits", "nr_pages", "jvm", "workers"),
    [
        (Limits(), 4, SMALL, "1"),
        (Limits(), 64, SMALL, "1"),
        (Limits(), 65, LARGE, "1"),
        (Limits(), 512, LARGE, "1"),
        (Limits(workers=2), 4, LARGE, "2"),
        (Limits(memory=600), 4, [*SMALL, "-Xmx600m"], "1"),
        (Limits(workers=16, memory=1), 512, [*LARGE, "-Xmx1m"], "16"),
        (Limits(timeout=3.5, max_states=100), 4, SMALL, "1"),
    ],
)
def test_tlc(limits: Limits, nr_pages: int, jvm: list[str], workers: str) -> None:
    """The JVM's options follow the size of the model and the limits; TLC's are always the same."""
    assert tlc(limits, nr_pages) == [
        "/opt/j dk/java",
        "-Djava.io.tmpdir=/runs/a/tmp",
        "-Djava.awt.headless=true",
        *jvm,
        "-XX:+ExitOnOutOfMemoryError",
        "-Dtlc2.TLC.progressInterval=1",
        "-cp",
        "/opt/tla2tools.jar",
        "tlc2.TLC",
        "-tool",
        "-deadlock",
        "-workers",
        workers,
        "-fp",
        "0",
        "-metadir",
        "/runs/a/states",
        "-config",
        "/runs/a/MC.cfg",
        "MCtorn_pte0.tla",
    ]


def test_no_limits_by_default() -> None:
    """One worker, and no limit, unless the user sets one."""
    assert Limits() == Limits(workers=1, timeout=None, memory=None, max_states=None)
