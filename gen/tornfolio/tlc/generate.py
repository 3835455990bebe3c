"""Writes a scenario's translated spec and its .cfg files into a folder of the user's."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import cfg_text
from tornfolio.support.errors import ToolFailed
from tornfolio.support.files import check_unwritten, make_folder, write_file
from tornfolio.support.processes import Processes
from tornfolio.support.scratch import scratch_folder
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.translate import translate

__all__ = ["generate"]


def generate(
    scenario: Scenario,
    tools: Toolchain,
    folder: Path,
    *,
    force: bool = False,
    properties: Sequence[str] = (),
) -> list[Path]:
    """Write `module`.tla, `module`.cfg (safety) and `module`_live.cfg (liveness); give their paths.

    With `properties` these have no others, and a .cfg that would have none is not written. Equal
    scenarios give equal bytes. A file that has other content stays unless `force` is given.
    Raises BadInput, ToolMissing or ToolFailed.
    """
    make_folder(folder)
    spec = render(scenario)
    selected = spec.select(properties)
    try:
        with scratch_folder() as place, Processes() as processes:
            spec = translate(spec, tools, place, processes)
    except OSError as error:
        raise ToolFailed(
            f"{tempfile.gettempdir()} cannot be written: {error.strerror}",
            "make room there, or set TMPDIR to another folder",
        ) from None
    safety = [prop.name for prop in selected if prop.kind == "safety"]
    liveness = [prop.name for prop in selected if prop.kind == "liveness"]
    texts = {f"{spec.module}.tla": spec.tla}
    if safety or not properties:
        texts[f"{spec.module}.cfg"] = cfg_text(spec, invariants=safety)
    if liveness or not properties:
        texts[f"{spec.module}_live.cfg"] = cfg_text(spec, properties=liveness)
    if not force:
        for name, text in texts.items():
            check_unwritten(folder / name, text.encode())
    for name, text in texts.items():
        write_file(folder / name, text.encode())
    return [folder / name for name in texts]
