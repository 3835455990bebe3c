"""Builds the command lines of the PlusCal translator and TLC; runs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tornfolio.tlc.jvm import ALWAYS, SMALL, Jvm
from tornfolio.tlc.toolchain import Toolchain

__all__ = [
    "CHECKPOINT_SECONDS",
    "Limits",
    "Search",
    "commands_by_hand",
    "tlc_command",
    "translate_command",
]

# Between two checkpoints; TLC looks at the clock once a minute, the first time after three seconds.
CHECKPOINT_SECONDS = 60


@dataclass(frozen=True)
class Limits:
    """What a check may use: None stands for no limit, or for the JVM's own choice.

    workers: threads of TLC, None for as many as suit the search, up to `processors`. timeout:
    seconds for each run of TLC. memory: heap of the JVM in MiB. max_states: distinct states.
    """

    workers: int | None = None
    timeout: float | None = None
    memory: int | None = None
    max_states: int | None = None
    processors: int = 1


def translate_command(tools: Toolchain, module: str, temporary: Path) -> list[str]:
    """The command that translates the algorithm in `module`.tla, in place."""
    return [
        *_java(tools, temporary),
        *SMALL,
        *_archive(tools),
        "-cp",
        str(tools.jar.path),
        "pcal.trans",
        "-nocfg",
        f"{module}.tla",
    ]


@dataclass(frozen=True)
class Search:
    """What TLC searches, and how: `module`.tla against a .cfg, in a JVM.

    `metadata` is TLC's folder, `temporary` the JVM's. `dump` is the file to which TLC writes all
    states and steps, as DOT with the names of actions. With `changes_only` each state of a
    behaviour has only the variables that are not as before; with `go_on` a violated invariant does
    not end the search. With `archive_output` the JVM writes there, at its end, the classes that it
    has used; see Toolchain. With `checkpoints` TLC takes one each minute; from one it goes on in
    `recover`, its folder.
    """

    module: str
    cfg: Path
    metadata: Path
    temporary: Path
    jvm: Jvm
    coverage: bool = False
    dump: Path | None = None
    changes_only: bool = False
    go_on: bool = False
    archive_output: Path | None = None
    checkpoints: bool = False
    recover: Path | None = None


def tlc_command(tools: Toolchain, search: Search) -> list[str]:
    """The command that searches, with framed messages."""
    made = search.archive_output
    return [
        *_java(tools, search.temporary),
        *search.jvm.options,
        *(_archive(tools) if search.jvm.archive and made is None else []),
        *([f"-XX:AOTCacheOutput={made}"] if made else []),
        # TLC survives an exhausted heap in some of its threads and then waits for ever.
        "-XX:+ExitOnOutOfMemoryError",
        # Newer releases report their progress as often as this; in seconds.
        "-Dtlc2.TLC.progressInterval=1",
        # When a checkpoint was completed TLC says in the JVM's time zone.
        *(_checkpoints() if search.checkpoints else []),
        "-cp",
        str(tools.jar.path),
        "tlc2.TLC",
        "-tool",
        # This switches the check for deadlock OFF: Termination finds each, with its behaviour.
        "-deadlock",
        *(["-difftrace"] if search.changes_only else []),
        *(["-continue"] if search.go_on else []),
        "-workers",
        str(search.jvm.workers),
        # One set of fingerprints, not two that several workers can store to at a time.
        *(["-fpbits", "0"] if search.jvm.workers == 1 else []),
        # The default is drawn at random, and with it which counterexample to a liveness property.
        "-fp",
        "0",
        # The default is a folder named by the second, where two runs meet.
        "-metadir",
        str(search.metadata),
        # A number of minutes between reports; there is always one at the end.
        *(["-coverage", "9999"] if search.coverage else []),
        *(["-recover", str(search.recover)] if search.recover else []),
        *(["-dump", "dot,actionlabels", str(search.dump)] if search.dump else []),
        "-config",
        str(search.cfg),
        f"{search.module}.tla",
    ]


def commands_by_hand(tools: Toolchain, module: Path, cfg: Path) -> tuple[list[str], list[str]]:
    """The commands that translate a module and check it, with TLC's own defaults.

    They are for a user to run, so they have nothing that only this package needs.
    """
    java = [str(tools.java.path), "-XX:+UseParallelGC", "-cp", str(tools.jar.path)]
    return (
        [*java, "pcal.trans", "-nocfg", str(module)],
        [*java, "tlc2.TLC", "-config", str(cfg), str(module)],
    )


def _checkpoints() -> list[str]:
    return [f"-Dtlc2.TLCGlobals.chkpt={CHECKPOINT_SECONDS * 1000}", "-Duser.timezone=UTC"]


def _java(tools: Toolchain, temporary: Path) -> list[str]:
    # SANY unpacks the standard modules into the JVM's temporary folder, under fixed names.
    return [
        str(tools.java.path),
        *ALWAYS,
        f"-Djava.io.tmpdir={temporary}",
        "-Djava.awt.headless=true",
    ]


def _archive(tools: Toolchain) -> list[str]:
    # What the JVM says of an archive that it cannot use is not TLC's output.
    given = [f"-XX:AOTCache={tools.archive}", "-Xlog:aot=off,cds=off"]
    return given if tools.archive is not None else []
