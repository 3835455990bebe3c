"""Says how the marks look that rendered text can have before what comes from a template's line."""

from __future__ import annotations

import re

__all__ = ["BEGIN", "END", "MARK", "MARKS", "tidied", "unmarked"]

# Control characters, which TLA+ text cannot have.
BEGIN = "\x0e"
END = "\x0f"
# Patterns of one mark, and of any number of them.
MARK = f"{BEGIN}[^{BEGIN}{END}]*{END}"
MARKS = f"(?:{MARK})*"
_MARK = re.compile(f"{BEGIN}(\\d+):([^{BEGIN}{END}]*){END}")
_BLANKS = re.compile(rf"^({MARKS})[ \t]+(?={MARKS}$)", re.MULTILINE)
_EMPTY_LINES = re.compile(rf"\n({MARKS}\n)(?:{MARKS}\n)+")


def tidied(text: str) -> str:
    """A module, marked or not, with one empty line in a row, and no blanks in it.

    What a template includes begins with an empty line, whatever stands before it.
    """
    return _EMPTY_LINES.sub(r"\n\1", _BLANKS.sub(r"\1", text))


def unmarked(text: str, *, every: bool = False) -> tuple[str, list[tuple[str, int]]]:
    """A text without its marks, and for each of its lines the template and line it is from.

    A template that has a file is named by that. A line that an expression alone has made is from
    where the text before it is from. With `every`, all places that lines are from.
    """
    places = []
    last = ("", 1)
    for line in text.split("\n"):
        marks = _MARK.findall(line)
        if every:
            places += [(name, int(number)) for number, name in marks]
        else:
            places.append((marks[0][1], int(marks[0][0])) if marks else last)
        if marks:
            last = (marks[-1][1], int(marks[-1][0]))
    return _MARK.sub("", text), places
