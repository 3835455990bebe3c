"""Tests of the command lines of the PlusCal translator and TLC."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.tlc.argv import Limits, Search, tlc_command, translate_command
from tornfolio.tlc.jvm import Jvm
from tornfolio.tlc.toolchain import Tool, Toolchain

TOOLS = Toolchain(Tool(Path("/opt/j dk/java"), "--java"), Tool(Path("/opt/tla2tools.jar"), "--jar"))
ALWAYS = [
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:UserThreadWaitAttemptsAtExit=0",
    "-XX:-UsePerfData",
    "-Djfr.unsupported.vm=true",
    "-Dfile.encoding=UTF-8",
]
SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
LARGE = ("-XX:+UseParallelGC", "-Xmx600m")


def tlc(jvm: Jvm) -> list[str]:
    """The command of one run."""
    return tlc_command(
        TOOLS,
        Search(
            module="MCtorn_pte0",
            cfg=Path("/runs/a/MC.cfg"),
            metadata=Path("/runs/a/states"),
            temporary=Path("/runs/a/tmp"),
            jvm=jvm,
        ),
    )


def test_translator() -> None:
    """The translator works in place and writes no .cfg."""
    assert translate_command(TOOLS, "torn_pte0", Path("/runs/a/tmp")) == [
        "/opt/j dk/java",
        *ALWAYS,
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


@pytest.mark.parametrize(("options", "workers"), [(SMALL, 1), (LARGE, 1), (SMALL, 2), (LARGE, 16)])
def test_tlc(options: tuple[str, ...], workers: int) -> None:
    """The JVM's options are those that were chosen; TLC's are always the same."""
    assert tlc(Jvm(options, workers, archive=True, states=1)) == [
        "/opt/j dk/java",
        *ALWAYS,
        "-Djava.io.tmpdir=/runs/a/tmp",
        "-Djava.awt.headless=true",
        *options,
        "-XX:+ExitOnOutOfMemoryError",
        "-Dtlc2.TLC.progressInterval=1",
        "-cp",
        "/opt/tla2tools.jar",
        "tlc2.TLC",
        "-tool",
        "-deadlock",
        "-workers",
        str(workers),
        *(["-fpbits", "0"] if workers == 1 else []),
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
    assert Limits() == Limits(
        workers=None, timeout=None, memory=None, max_states=None, processors=1
    )
