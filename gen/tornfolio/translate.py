"""Translates a spec's algorithm to TLA+, by the PlusCal translator."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from tornfolio.command import translate_command
from tornfolio.errors import ToolFailed
from tornfolio.execute import Processes
from tornfolio.render import Spec
from tornfolio.toolchain import Toolchain

__all__ = ["translate"]

_TIMEOUT_SECONDS = 120.0
_MOST_REMEMBERED = 512

# (Java, jar, module) -> the translated module. Scenarios that differ only in what their .cfg says
# have the same module, and a survey of many asks for it again and again.
_remembered: dict[tuple[Path, Path, str], str] = {}


def translate(
    spec: Spec,
    tools: Toolchain,
    folder: Path,
    processes: Processes,
    timeout: float | None = None,
) -> Spec:
    """Write the module into a folder, translate it there, and give the spec with the result.

    A module that this process has translated before, by the same tools, is not translated again.
    If `timeout`, in seconds, is over first, the spec is given back as it was, not translated.
    Raises ToolFailed with the translator's own words if it refuses the algorithm.
    """
    module = folder / f"{spec.module}.tla"
    key = (tools.java.path, tools.jar.path, spec.tla)
    if (known := _remembered.get(key)) is not None:
        module.write_text(known, encoding="ascii", newline="\n")
        return dataclasses.replace(spec, tla=known, translated=True)
    module.write_text(spec.tla, encoding="ascii", newline="\n")
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        execution = processes.execute(
            translate_command(tools, spec.module, Path(temporary)),
            folder=folder,
            output=folder / "pcal.out",
            timeout=_TIMEOUT_SECONDS if timeout is None else timeout,
        )
    if execution.stopped is not None and timeout is not None:
        return spec
    try:
        tla = module.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        tla = spec.tla
    if execution.exit_status != 0 or tla == spec.tla:
        raise ToolFailed(
            f"the PlusCal translator ended with status {execution.exit_status}: "
            f"{_complaint(execution.output)}",
            f"its words are in {execution.output}",
        )
    (folder / f"{spec.module}.old").unlink(missing_ok=True)
    if len(_remembered) < _MOST_REMEMBERED:
        _remembered[key] = tla
    return dataclasses.replace(spec, tla=tla, translated=True)


def _complaint(output: Path) -> str:
    """Give the first line in which something is complained of, else the last."""
    lines = [line.strip() for line in output.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]
    for number, line in enumerate(lines):
        if "rror" in line or "xception" in line:
            return " ".join(lines[number : number + 3])
    return lines[-1] if lines else "it said nothing"
