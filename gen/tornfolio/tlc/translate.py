"""Translates a spec's algorithm to TLA+, by the PlusCal translator."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from tornfolio.model.own_code import check_own_code
from tornfolio.model.spec import Spec
from tornfolio.support.cache import digest, read_sealed, write_sealed
from tornfolio.support.errors import ToolFailed, TornfolioError
from tornfolio.support.paths import cache_dir
from tornfolio.support.processes import Execution, Processes
from tornfolio.support.reading import at_most
from tornfolio.tlc.archive_seal import throw_away, to_blame
from tornfolio.tlc.argv import translate_command
from tornfolio.tlc.complaints import parse_mistake, warned
from tornfolio.tlc.system_limits import limit_reached
from tornfolio.tlc.toolchain import Toolchain, identity_of

__all__ = ["translate"]

_TIMEOUT_SECONDS = 120.0
# The translator says a few lines.
_MOST_OUTPUT = 1 << 24
_TRANSLATION = "\\* BEGIN TRANSLATION"
_MOST_REMEMBERED = 512
# That it gives other names to some of two that are the same is all that it warns of; then it says
# in its text which.
_WARNING = re.compile(r"^(?:Warning|WARNING)\b", re.MULTILINE)
_RENAMED = re.compile(r"^\\\* (.* changed to \w+)$", re.MULTILINE)

# (tools, module) -> the translated module. Scenarios that differ only in what their .cfg says
# have the same module, and a survey of many asks for it again and again.
_remembered: dict[tuple[str, str], str] = {}


def translate(
    spec: Spec,
    tools: Toolchain,
    folder: Path,
    processes: Processes,
    timeout: float | None = None,
) -> Spec:
    """Write the module into a folder, translate it there, and give the spec with the result.

    A module that was translated before, by the same tools, is not translated again: this process
    remembers it, and others find it in the cache folder.
    If `timeout`, in seconds, is over first, the spec is given back as it was, not translated.
    Raises ToolFailed with the translator's own words if it refuses the algorithm or warns of
    anything, BadInput if that is for text of the user's own.
    """
    check_own_code(spec)
    module = folder / f"{spec.module}.tla"
    key = (identity_of(tools), spec.tla)
    known = _remembered.get(key)
    if known is None:
        known = _kept(spec, tools)
    if known is not None:
        module.write_text(known, encoding="utf-8", newline="\n")
        return replace(spec, tla=known, translated=True)
    module.write_text(spec.tla, encoding="utf-8", newline="\n")
    execution = _run(spec, tools, folder, processes, timeout)
    archive = to_blame(execution.argv, execution.exit_status)
    if archive is not None:
        throw_away(archive)
        execution = _run(spec, replace(tools, archive=None), folder, processes, timeout)
    if execution.stopped == "time" and timeout is not None:
        return spec
    try:
        tla = module.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        tla = spec.tla
    if execution.exit_status != 0 or tla == spec.tla:
        raise _refused(spec, execution)
    said = execution.output.read_text(encoding="utf-8", errors="replace")
    if _WARNING.search(said):
        raise warned(spec, "\n".join([said, *_RENAMED.findall(tla)]), execution.output)
    (folder / f"{spec.module}.old").unlink(missing_ok=True)
    write_sealed(_place(spec, tools), {"tla": tla})
    if len(_remembered) < _MOST_REMEMBERED:
        _remembered[key] = tla
    return replace(spec, tla=tla, translated=True)


def _kept(spec: Spec, tools: Toolchain) -> str | None:
    """The translation that an earlier process has kept; its algorithm is that of the spec."""
    value = read_sealed(_place(spec, tools))
    tla = value.get("tla") if isinstance(value, dict) else None
    head = spec.tla.partition(_TRANSLATION)[0]
    return tla if isinstance(tla, str) and tla.startswith(head + _TRANSLATION) else None


def _place(spec: Spec, tools: Toolchain) -> Path:
    identity = identity_of(tools).encode()
    name = f"{spec.module[:60]}-{digest(identity, spec.tla.encode())[:32]}.json"
    return cache_dir() / "translated" / name


def _run(
    spec: Spec, tools: Toolchain, folder: Path, processes: Processes, timeout: float | None
) -> Execution:
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        return processes.execute(
            translate_command(tools, spec.module, Path(temporary)),
            folder=folder,
            output=folder / "pcal.out",
            timeout=_TIMEOUT_SECONDS if timeout is None else timeout,
            on_line=at_most(_MOST_OUTPUT),
        )


def _refused(spec: Spec, execution: Execution) -> TornfolioError:
    """Make an error of what the translator says: of its own, or of the user's text."""
    if execution.stopped is not None:
        had = f"said more than {_MOST_OUTPUT:,} characters"
        if execution.stopped == "time":
            had = f"was at work for more than {_TIMEOUT_SECONDS:.0f} s"
        return ToolFailed(
            f"the PlusCal translator {had}", f"'tornfolio doctor' tries {execution.argv[0]}"
        )
    said = execution.output.read_text(encoding="utf-8", errors="replace")
    known = parse_mistake(spec, said, execution.output) or limit_reached(
        "the PlusCal translator", said, execution.output
    )
    return known or ToolFailed(
        f"the PlusCal translator ended with status {execution.exit_status}: "
        f"{_complaint(execution.output)}",
        f"its words are in {execution.output}",
    )


def _complaint(output: Path) -> str:
    """The first line in which something is complained of, else the last."""
    lines = [line.strip() for line in output.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]
    for number, line in enumerate(lines):
        if "rror" in line or "xception" in line:
            return " ".join(lines[number : number + 3])
    return lines[-1] if lines else "it said nothing"
