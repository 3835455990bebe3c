"""Says how the marks look that rendered text can have before what comes from a template's line."""

from __future__ import annotations

import re

__all__ = ["BEGIN", "END", "MARK", "MARKS", "tidied"]

# Control characters, which TLA+ text cannot have.
BEGIN = "\x0e"
END = "\x0f"
# Patterns of one mark, and of any number of them.
MARK = f"{BEGIN}[^{BEGIN}{END}]*{END}"
MARKS = f"(?:{MARK})*"
_BLANKS = re.compile(rf"^({MARKS})[ \t]+(?={MARKS}$)", re.MULTILINE)
_EMPTY_LINES = re.compile(rf"\n({MARKS}\n)(?:{MARKS}\n)+")


def tidied(text: str) -> str:
    """Give a module, marked or not, with one empty line in a row, and no blanks in it.

    What a template includes begins with an empty line, whatever stands before it.
    """
    return _EMPTY_LINES.sub(r"\n\1", _BLANKS.sub(r"\1", text))
