"""Refuses characters of a rendered module that TLC cannot read: anything but ASCII in its code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from tornfolio.model.model_files import own_files
from tornfolio.support.errors import BadInput
from tornfolio.tla.pluscal import without_comments

__all__ = ["check_characters"]

# The algorithm is in a comment of the module, but it is code.
_ALGORITHM = re.compile(r"\(\*(?=\s*--(fair\s+)?algorithm\b)")
# Controls, lone surrogates, and ends of lines that TLC does not know.
_NOWHERE = ("Cc", "Cs", "Zl", "Zp")


def check_characters(module: str, text: str) -> None:
    """Raise BadInput for a character that cannot be where it is, with its file and line.

    Comments may have any character of any language; TLC passes over them.
    """
    _check(module, text, text, _is_nowhere, "cannot be in a module")
    code = without_comments(_ALGORITHM.sub("  ", text))
    _check(module, text, code, lambda char: not char.isascii(), "can be in a comment alone")


def _check(module: str, text: str, part: str, wrong: Callable[[str], bool], said: str) -> None:
    lines = text.split("\n")
    for number, line in enumerate(part.split("\n"), start=1):
        for char in line:
            if wrong(char):
                where = _place(lines[number - 1], char) or f"module {module}, line {number}"
                name = unicodedata.name(char, "a control character")
                raise BadInput(
                    f"{where}: the character U+{ord(char):04X} ({name}) {said}",
                    "TLA+ and PlusCal are written in ASCII",
                )


def _is_nowhere(char: str) -> bool:
    return char not in "\t\r\f" and unicodedata.category(char) in _NOWHERE


def _place(line: str, char: str) -> str:
    """Give the file and line of one's own model from which a rendered line has come, if known."""
    found = [
        (path, number, own)
        for path, text in own_files().items()
        for number, own in enumerate(text.split("\n"), start=1)
        if char in own
    ]
    same = [each for each in found if each[2].strip() == line.strip()]
    return next((f"{path}:{number}" for path, number, _ in same or found), "")
