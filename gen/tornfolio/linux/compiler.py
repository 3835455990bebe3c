"""Finds a C compiler: the one asked for, one of the machine, or that of the package ziglang."""

from __future__ import annotations

import hashlib
import importlib.util
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tornfolio.support.errors import BadInput, ToolFailed, ToolMissing

if TYPE_CHECKING:
    from tornfolio.linux.flags import Family
    from tornfolio.support.processes import Processes

__all__ = ["Compiler", "compiler_identity", "find_compiler"]

_NAMES = ("cc", "gcc", "clang")


@dataclass(frozen=True)
class Compiler:
    """A C compiler: how it is called, whose family it is, and what tells it from others."""

    argv: tuple[str, ...]
    family: Family
    version: str
    identity: str

    def in_words(self) -> str:
        """The first line of its version."""
        return self.version


def find_compiler(asked: str | None, *, processes: Processes, folder: Path) -> Compiler:
    """Find a compiler and ask it for its version, in a folder for what it says.

    Raises BadInput if `asked` is none, ToolMissing if there is none at all.
    """
    argv = _argv(asked)
    output = folder / "compiler.txt"
    execution = processes.execute(
        [*argv, "--version"], folder=folder, output=output, timeout=120, patience=1
    )
    text = output.read_text("utf-8", "replace")
    if execution.exit_status != 0 or not text.strip():
        if asked:
            raise BadInput(f"--cc {asked} is no C compiler: it does not give its version")
        raise ToolFailed(f"{shlex.join(argv)} --version failed", f"its output is {output}")
    family: Family = "gcc" if "Free Software Foundation" in text else "clang"
    return Compiler(argv, family, text.splitlines()[0].strip(), _identity(argv))


def compiler_identity(asked: str | None) -> str:
    """Tell the compiler that would be found from others, without starting it. Raises as above."""
    return _identity(_argv(asked))


def _argv(asked: str | None) -> tuple[str, ...]:
    if asked is not None:
        words = shlex.split(asked)
        path = shutil.which(words[0]) if words else None
        if path is None:
            raise BadInput(f"--cc {asked} is not a program", "give for instance --cc clang")
        # It is started in other folders.
        return (str(Path(path).absolute()), *words[1:])
    for name in _NAMES:
        if path := shutil.which(name):
            return (path,)
    if importlib.util.find_spec("ziglang") is not None:
        return (sys.executable, "-m", "ziglang", "cc")
    raise ToolMissing(
        "there is no C compiler",
        "install gcc or clang, or the package ziglang: pip install 'tornfolio[linux]'",
    )


def _identity(argv: tuple[str, ...]) -> str:
    """Tell one compiler from another, and from its own next release, without starting it."""
    path = Path(shutil.which(argv[0]) or argv[0]).resolve()
    try:
        found = path.stat()
        facts = f"{path} {found.st_size} {found.st_mtime_ns}"
    except OSError:
        facts = str(path)
    return hashlib.sha256(f"{shlex.join(argv)} {facts}".encode()).hexdigest()[:16]
