"""Searches once more without what has made a search fail: an archive of classes, a checkpoint."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.archive_seal import throw_away, to_blame
from tornfolio.tlc.search import Run, checkpoints_of
from tornfolio.tlc.toolchain import Toolchain

if TYPE_CHECKING:
    from tornfolio.tlc.result import Result

__all__ = ["search_and_read"]

# What a JVM says that cannot begin with the archive that it was given.
_REFUSED = "Unable to use AOT cache"


def search_and_read(search: Callable[[Toolchain], Run], tools: Toolchain) -> Result:
    """Search and read the result; try a second time, once, if the first failed for such a reason.

    A checkpoint that TLC does not take is set aside for that. It comes back if the second search
    fails too, as then it was not to blame; else it is removed, and never offered again.
    """
    from tornfolio.tlc.result import read_result

    run = search(tools)
    try:
        return read_result(run)
    except ToolFailed as error:
        if tools.archive is not None and _REFUSED in error.problem:
            # A heap that is too small for the archive, which is as good as before.
            return read_result(search(dataclasses.replace(tools, archive=None)))
        archive = to_blame(run.execution.argv, run.execution.exit_status)
        if archive is not None:
            throw_away(archive)
            note = "the JVM crashed with its archive of classes, which was thrown away"
            result = read_result(search(dataclasses.replace(tools, archive=None)))
        elif run.checkpoint and not _has_recovered(run):
            note = f"TLC did not take checkpoint {run.checkpoint}: the search began again"
            result = _without_checkpoint(search, tools, run)
        else:
            raise
    return dataclasses.replace(result, notes=(*result.notes, note))


def _without_checkpoint(search: Callable[[Toolchain], Run], tools: Toolchain, run: Run) -> Result:
    from tornfolio.tlc.result import read_result

    output = run.execution.output
    kept = checkpoints_of(output.parent, run.question)
    aside = kept.with_name(f"refused_{run.question.name}")
    shutil.rmtree(aside, ignore_errors=True)
    kept.rename(aside)
    # Without what was said until then a checkpoint is good for nothing.
    said = Path(shutil.copyfile(output, aside / output.name))
    try:
        result = read_result(search(tools))
    except ToolFailed:
        if not kept.exists():
            said.replace(output)
            aside.rename(kept)
        raise
    shutil.rmtree(aside, ignore_errors=True)
    return result


def _has_recovered(run: Run) -> bool:
    """Tell whether TLC has taken the checkpoint, or was ended before it could say so."""
    from tornfolio.tlc.frames import read_frames
    from tornfolio.tlc.messages import Code
    from tornfolio.tlc.signals import KILLED

    if run.execution.exit_status in KILLED:
        return True
    path: Path = run.execution.output
    with path.open(encoding="utf-8", errors="replace") as lines:
        codes = [frame.code for frame in read_frames(lines)]
    # The output before the checkpoint stands above, perhaps with an earlier one of these.
    begun = [at for at, code in enumerate(codes) if code == Code.VERSION]
    return Code.RECOVERED in codes[begun[-1] if begun else 0 :]
