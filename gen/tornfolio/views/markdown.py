"""Escapes text for Markdown, so that nothing of it is markup and no name calls anybody."""

from __future__ import annotations

import re

from tornfolio.support.naming import printable

__all__ = ["escaped", "fenced"]

# What Markdown or GitHub would read as markup; an underscore inside of a word is none.
_MARKUP = re.compile(r"[\\`*{}\[\]<>#|~!$&]|(?<![^\W_])_|_(?![^\W_])|^(?=[-+=]|\d+[.)])")
_BACKTICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """Text as one line of plain Markdown, also for a cell of a table."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", printable(text)).replace("@", "&#64;")


def fenced(text: str, language: str = "") -> str:
    """Text as a code block, whose fence is longer than any that stands in the text."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
