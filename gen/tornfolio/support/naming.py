"""Names of things: which are allowed, and which one a mistyped one was meant to be."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from tornfolio.support.errors import BadInput

__all__ = [
    "check_name",
    "did_you_mean",
    "is_name",
    "line_text",
    "printable",
    "random_digits",
    "shown",
]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_LONGEST = 60
_LONGEST_SHOWN = 80


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`, did you mean X?` for the nearest known name, or nothing."""
    import difflib  # costs a start 10 ms, and nothing is mistyped as a rule

    candidates = list(known)
    lowered = {candidate.lower(): candidate for candidate in candidates}
    nearest = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.5)
    return f", did you mean {lowered[nearest[0]]}?" if nearest else ""


def shown(value: object) -> str:
    """A value as an error message can show it: quoted, in one short line."""
    try:
        text = ascii(value) if isinstance(value, str) else str(value)
    except ValueError:  # an integer with more digits than Python prints
        return "a huge number"
    text = "".join(char if char.isascii() and char.isprintable() else "?" for char in text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


def printable(text: str) -> str:
    """Replace characters that cannot be seen, or that turn the direction of the text, by blanks."""
    return "".join(char if char.isprintable() else " " for char in text)


def line_text(text: str) -> str:
    r"""One line of plain output, whatever is in the names and texts that it is made of.

    Besides what printable() does: GitHub's runner takes a line that begins with `::`, and `##[`
    anywhere, for a command.

    >>> print(line_text("::error::a\nb"))
    \::error::a b
    """
    line = printable(text).replace("##[", "## [").rstrip()
    return f"\\{line}" if line.lstrip().startswith("::") else line


def is_name(name: str) -> bool:
    """Tell whether a name can name a folder and a module."""
    return bool(_NAME.fullmatch(name)) and len(name) <= _LONGEST


def check_name(name: str, what: str) -> str:
    """The name back if it can name a folder and a module; raise BadInput if not."""
    if not is_name(name):
        raise BadInput(
            f"{what} {shown(name)} is not a usable name",
            f"use lower-case letters, digits and single hyphens, at most {_LONGEST}",
        )
    return name


def random_digits() -> str:
    """Six hexadecimal digits, so that no two drafts of a file have one name.

    Python's module for secrets does the same; to import it costs a start 5 ms.
    """
    return os.urandom(3).hex()
