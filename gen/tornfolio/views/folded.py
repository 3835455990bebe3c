"""Folds lines of text at a width, as a mail or a terminal has it, without losing their styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tornfolio.views.spans import Line, Span

__all__ = ["folded", "folded_line"]

# A command between quotes, whose words may be quoted, is to be pasted as a whole.
_COMMAND = r"'tornfolio(?: +(?:'[^']*'|[^\s'])+?)*?'\S*"
# So is an option with its value, which may be quoted too.
_OPTION = r"[(\[]?--?[a-z][\w-]*(?: +(?:'[^']*'\S*|[^\s'-]\S*))?(?!\S)"
_PIECES = re.compile(rf"\s+|{_COMMAND}|{_OPTION}|\S+")
_HANGING = 4
# Beside less room than this for text, what hangs is not indented any more.
_LEAST = 24


def folded(lines: Iterable[Line], width: int | None) -> list[Line]:
    """Lines of which none is longer than `width`; None leaves them as they are.

    A word that is longer stands alone in a line: it may be a path. So does a quoted command, or an
    option with its value.
    """
    if width is None:
        return list(lines)
    return [part for line in lines for part in folded_line(line, width)]


def folded_line(line: Line, width: int, hanging: int | None = None) -> list[Line]:
    """One line in parts, of which the second and later ones are indented by `hanging`.

    That is as far as the first begins, and four columns more, if it is not given.
    """
    text = "".join(span.text for span in line).rstrip()
    if len(text) <= width:
        return [line]
    begins = len(text) - len(text.lstrip())
    indent = min(begins + _HANGING if hanging is None else hanging, max(0, width - _LEAST))
    parts: list[list[Span]] = [[]]
    used = 0
    for gap, word in _words(line):
        length = sum(len(span.text) for span in word)
        if used and used + len(gap.text) + length > width:
            begin = min(indent, max(0, width - length))
            parts.append([Span(" " * begin), *word])
            used = begin + length
        else:
            parts[-1] += [gap, *word]
            used += len(gap.text) + length
    return [tuple(part) for part in parts]


def _words(line: Line) -> Iterator[tuple[Span, list[Span]]]:
    """Each word, which may have several styles, with the blanks before it."""
    gap, word = Span(""), list[Span]()
    for span in line:
        for piece in _PIECES.findall(span.text):
            if not piece.isspace():
                word.append(Span(piece, span.style))
                continue
            if word:
                yield gap, word
                gap, word = Span(""), []
            gap = Span(gap.text + piece, span.style)
    if word:
        yield gap, word
