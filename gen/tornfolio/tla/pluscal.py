"""Lays out modules for TLC without their comments, which it reads faster."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

__all__ = ["code_of", "end_of_comment", "lay_out_stripped", "without_comments"]

# A string, which ends where it began or on its line; a comment to the end of the line; the
# beginning of one that has an end, and may hold others.
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|\\\*[^\n]*|\(\*')
_NESTED = re.compile(r"\(\*|\*\)")
_TRAILING = re.compile(r" +$", re.MULTILINE)


def lay_out_stripped(folder: Path, target: Path) -> None:
    """Write all modules of a folder into another one, without their comments. Raises OSError."""
    target.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.tla"):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        (target / path.name).write_text(
            without_comments(text), encoding="utf-8", errors="surrogateescape", newline="\n"
        )


def without_comments(text: str) -> str:
    r"""A module without its comments, its other tokens at the lines and columns they had.

    TLC 2.15 reads the module of a small scenario for as long as it searches it. Lines and columns
    are what its coverage and its behaviours name. A module in which a string or a comment has no
    end is given as it is: TLC is to complain of that itself.

    >>> without_comments('a (* b *) == 1 \\* c')
    'a         == 1'
    """
    code = code_of(text)
    return text if code is None else code


# The searches of a check have the same modules, and so have many points of a grid.
@lru_cache(16)
def code_of(text: str) -> str | None:
    """A module without its comments; None if a string or a comment in it has no end."""
    pieces: list[str] = []
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        pieces.append(text[at : token.start()])
        at = token.end()
        if token[0].startswith('"'):
            if len(token[0]) == 1 or not token[0].endswith('"'):
                return None
            pieces.append(token[0])
        elif token[0] == "(*":
            end = end_of_comment(text, at)
            if end is None:
                return None
            # Its lines stay, and so does the column of what follows it.
            lines = text.count("\n", at, end)
            began = text.rindex("\n", at, end) + 1 if lines else token.start()
            pieces.append("\n" * lines + " " * (end - began))
            at = end
    pieces.append(text[at:])
    return _TRAILING.sub("", "".join(pieces))


def end_of_comment(text: str, at: int) -> int | None:
    """The end of the comment whose `(*` ends at a place; None if it has none."""
    depth = 1
    for mark in _NESTED.finditer(text, at):
        depth += 1 if mark[0] == "(*" else -1
        if depth == 0:
            return mark.end()
    return None
