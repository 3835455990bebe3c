"""Finds where the braces of a C file do not match."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tornfolio.linux.syntax import bare_text
from tornfolio.linux.tree import Tree
from tornfolio.support.errors import BadInput

__all__ = ["check_braces", "unbalanced"]

_SIGN = re.compile(
    rb"^[ \t]*#[ \t]*(?P<word>\w+)(?:\\\r?\n|[^\n])*|^(?P<first>[{}])|(?P<brace>[{}])", re.MULTILINE
)


def unbalanced(text: bytes) -> int | None:
    """The line of the definition in which the braces of a C text do not match, None if they do.

    In the kernel the body of a function begins and ends in the first column. Of the alternatives
    of a condition only the first counts, as only one is compiled.
    """
    bare = bare_text(text)
    depth, begun = 0, 0
    # The depth where each condition that is open began, and behind its first alternative.
    opened: list[tuple[int, int | None]] = []
    for found in _SIGN.finditer(bare):
        word = found["word"]
        if word is None:
            at_start, opens = found["first"] is not None, found[0] == b"{"
            if depth == 0 and opens:
                begun = found.start()
            if (depth == 0 and not opens) or (at_start and opens and depth > 0):
                return bare.count(b"\n", 0, begun if opens else found.start()) + 1
            depth += 1 if opens else -1
        elif word in (b"if", b"ifdef", b"ifndef"):
            opened.append((depth, None))
        elif word in (b"else", b"elif", b"elifdef", b"elifndef") and opened:
            start, after = opened.pop()
            opened.append((start, depth if after is None else after))
            depth = start
        elif word == b"endif" and opened:
            _, after = opened.pop()
            depth = depth if after is None else after
    return bare.count(b"\n", 0, begun) + 1 if depth else None


def check_braces(tree: Tree, files: Iterable[str]) -> None:
    """Refuse files whose braces do not match: behind them functions are not told apart.

    Raises BadInput.
    """
    for file in files:
        text = tree.read(file)
        # A text with as many of the one as of the other is not looked at: that would take time.
        line = unbalanced(text) if text.count(b"{") != text.count(b"}") else None
        if line is not None:
            raise BadInput(
                f"{tree.path}: the braces of {file} do not match in what begins in line {line}",
                "close there what is open, or take away what closes nothing",
            )
