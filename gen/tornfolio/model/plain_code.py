"""Refuses characters of a rendered module that TLC cannot read: anything but ASCII in its code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from tornfolio.model.folders import Model
from tornfolio.model.model_files import own_files
from tornfolio.support.errors import BadInput
from tornfolio.tla.pluscal import without_comments

__all__ = ["check_characters"]

# The algorithm is in a comment of the module, but it is code.
_ALGORITHM = re.compile(r"\(\*(?=\s*--(fair\s+)?algorithm\b)")
# Controls, lone surrogates, and ends of lines that TLC does not know.
_NOWHERE = ("Cc", "Cs", "Zl", "Zp")
# What is at least worth a look: a module has tens of thousands of characters.
_UNUSUAL = re.compile(r"[^\t\r\f\x20-\x7e]")


def check_characters(module: str, text: str, model: Model) -> None:
    """Raise BadInput for a character that cannot be where it is, with its file and line.

    Comments may have any character of any language; TLC passes over them.
    """
    lines = [
        (path, number, line)
        for path, own in own_files(model).items()
        for number, line in enumerate(own.split("\n"), start=1)
    ]
    _check(module, text, text, _is_nowhere, "cannot be in a module", lines)
    code = without_comments(_ALGORITHM.sub("  ", text))
    _check(module, text, code, lambda char: not char.isascii(), "can be in a comment alone", lines)


def _check(
    module: str,
    text: str,
    part: str,
    wrong: Callable[[str], bool],
    said: str,
    own: Sequence[tuple[Path, int, str]],
) -> None:
    lines = text.split("\n")
    for number, line in enumerate(part.split("\n"), start=1):
        for char in _UNUSUAL.findall(line):
            if wrong(char):
                where = _place(lines[number - 1], char, own) or f"module {module}, line {number}"
                name = unicodedata.name(char, "a control character")
                raise BadInput(
                    f"{where}: the character U+{ord(char):04X} ({name}) {said}",
                    "TLA+ and PlusCal are written in ASCII",
                )


def _is_nowhere(char: str) -> bool:
    return unicodedata.category(char) in _NOWHERE


def _place(line: str, char: str, own: Sequence[tuple[Path, int, str]]) -> str:
    """The file and line of one's own model from which a rendered line has come, if known."""
    found = [each for each in own if char in each[2]]
    same = [each for each in found if each[2].strip() == line.strip()]
    return next((f"{path}:{number}" for path, number, _ in same or found), "")
