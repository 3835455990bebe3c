"""Decides in which format a command writes: by what is asked for, and by the name of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown

__all__ = ["format_of"]

# The formats that a suffix can stand for; the first if none is asked for.
_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    ".svg": ("svg",),
    ".png": ("png",),
    ".pdf": ("pdf",),
    ".html": ("html",),
    ".htm": ("html",),
    ".txt": ("txt", "mermaid", "dot", "md"),
    ".md": ("md", "mermaid"),
    ".mmd": ("mermaid",),
    ".mermaid": ("mermaid",),
    ".dot": ("dot",),
    ".gv": ("dot",),
    ".graphml": ("graphml",),
    ".json": ("json", "itf"),
    ".itf": ("itf",),
}


def format_of(
    asked: str | None,
    output: Path | None,
    known: Sequence[str],
    default: str,
    option: str = "-o",
) -> str:
    """The format that is asked for, or else that of the file's suffix, or else the default.

    Raises BadInput if both are given and differ, or if the suffix alone says nothing. A file that
    is there and no regular one, such as a pipe, has no suffix that would mean anything. `option`
    is the one that names the file; only beside -o there is -f.
    """
    if output is None or _is_special(output):
        return asked or default
    suffix = output.suffix.lower()
    if not suffix:
        return asked or default
    meant = [each for each in _SUFFIXES.get(suffix, ()) if each in known]
    if asked is not None:
        if suffix in _SUFFIXES and asked not in meant:
            raise BadInput(
                f"-f {asked} and -o {shown(str(output))} ask for two formats",
                "leave out -f, or give the file another name",
            )
        return asked
    if not meant:
        say = ", or choose a format with -f" if option == "-o" else ""
        raise BadInput(
            f"{option} {shown(str(output))}: this command has no format {suffix}",
            f"use {'one of ' * (len(known) > 1)}{', '.join(f'.{each}' for each in known)}{say}",
        )
    return meant[0]


def _is_special(path: Path) -> bool:
    try:
        return path.exists() and not path.is_file()
    except (OSError, ValueError):  # no file can have this name, which is told when it is written
        return False
