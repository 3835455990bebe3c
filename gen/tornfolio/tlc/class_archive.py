"""Makes the archive of TLC's classes with which a JVM starts faster: once for each JVM and jar."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import cfg_text
from tornfolio.support.cache import read_sealed, write_sealed
from tornfolio.support.errors import ToolFailed
from tornfolio.support.naming import random_digits
from tornfolio.support.processes import Processes
from tornfolio.support.scratch import scratch_folder
from tornfolio.tlc.archive_seal import seal_archive
from tornfolio.tlc.argv import Search, tlc_command
from tornfolio.tlc.jvm import SMALL, Jvm
from tornfolio.tlc.toolchain import Toolchain, archive_of
from tornfolio.tlc.translate import translate

__all__ = ["with_archive"]

_TRAINING = ("torn-pte0", ("nr_pages=2",))
_TIMEOUT_SECONDS = 60.0


def with_archive(tools: Toolchain) -> Toolchain:
    """The tools with their archive, which is made if it is not there or was damaged.

    It takes a few seconds, and saves a third of each start. A JVM that knows no such archive
    (before Java 25), a cache folder that cannot be written to, and a small search that does not
    end well are no errors: the tools are given as they were, and it is not tried again.
    """
    archive = archive_of(tools)
    refused = archive.with_suffix(".refused")
    if tools.archive is not None or read_sealed(refused) is not None:
        return tools
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        draft = archive.with_name(f".{archive.name}.{random_digits()}")
        try:
            draft.touch()
            if not _make(tools, draft):
                write_sealed(refused, str(tools.java.path))
                return tools
            if not seal_archive(draft, archive):
                return tools
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ToolFailed):
        return tools
    return dataclasses.replace(tools, archive=archive, damaged=None)


def _make(tools: Toolchain, archive: Path) -> bool:
    """Search a small scenario for this, and see whether a JVM takes what that has left."""
    name, settings = _TRAINING
    with scratch_folder() as folder, Processes() as processes:
        spec = translate(
            render(load_scenario(name, settings), remember=True), tools, folder, processes
        )
        cfg = folder / f"MC{spec.module}.cfg"
        cfg.write_text(
            cfg_text(
                spec,
                invariants=["Watch", "Outcomes"],
                constraint="Progress",
                action_constraint="Acting",
            ),
            encoding="ascii",
        )
        (folder / f"MC{spec.module}.tla").write_text(spec.mc, encoding="utf-8")
        command = tlc_command(
            tools,
            Search(
                module=f"MC{spec.module}",
                cfg=cfg,
                metadata=folder / "states",
                temporary=folder,
                jvm=Jvm(SMALL, workers=1, archive=False, states=1),
                archive_output=archive,
            ),
        )
        made = processes.execute(
            command, folder=folder, output=folder / "made.out", timeout=_TIMEOUT_SECONDS
        )
        # An older JVM passes over the option, and leaves the file empty.
        if made.exit_status != 0 or archive.stat().st_size == 0:
            return False
        # AOTMode=on makes the JVM refuse an archive that it would otherwise pass over.
        program = str(tools.java.path)
        tried = processes.execute(
            [
                *(program, *SMALL),
                *(f"-XX:AOTCache={archive}", "-XX:AOTMode=on"),
                *("-cp", str(tools.jar.path), "-version"),
            ],
            folder=folder,
            output=folder / "tried.out",
            timeout=_TIMEOUT_SECONDS,
        )
        return tried.exit_status == 0
