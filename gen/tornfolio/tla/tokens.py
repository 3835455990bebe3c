"""Cuts a module into its tokens, those of its algorithm too, without comments."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from tornfolio.tla.pluscal import code_of, end_of_comment

__all__ = ["Span", "Token", "first_tokens", "matching", "opened", "same_code", "spans", "tokens"]

# The algorithm stands in a comment of the module, but it is code.
_BEGIN = re.compile(r"\(\*(?=\s*--(?:fair\s+)?algorithm\b)")
_TRANSLATED = re.compile(
    r"^[ \t]*\\\* BEGIN TRANSLATION.*?^[ \t]*\\\* END TRANSLATION[^\n]*", re.MULTILINE | re.DOTALL
)
_TOKEN = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\d*[A-Za-z_]\w*|\d+|\\[A-Za-z]+|--+(?:algorithm\b)?|={4,}'
    r"|:=|\|->|->|=>|<=>|<=|>=|=<|==|/=|/\\|\\/|<<|>>|::|\.\.|\|\||\S",
    re.ASCII,
)
_WORD = re.compile(r"\d*[A-Za-z_]\w*", re.ASCII)


class Token(NamedTuple):
    """A token and the line on which it stands, from 1."""

    text: str
    line: int

    @property
    def is_word(self) -> bool:
        """Tell whether it is a name or a word of the language."""
        text = self.text
        return (text[0].isalpha() or text[0] == "_") or _WORD.fullmatch(text) is not None


class Span(NamedTuple):
    """A token with where it begins and ends in a text, and its column there, from 0."""

    text: str
    begin: int
    end: int
    column: int


def opened(text: str) -> str:
    r"""A module without its comments and its translation, each token where it was.

    Nothing is given of one in which a string or a comment has no end: SANY cannot read it either.

    >>> opened("(* --algorithm a { x := 1; \\* why\n} *)")
    '   --algorithm a { x := 1;\n}'
    """
    began = _BEGIN.search(text)
    if began is not None:
        end = end_of_comment(text, began.end())
        if end is not None:
            text = f"{text[: began.start()]}  {text[began.end() : end - 2]}  {text[end:]}"
    text = _TRANSLATED.sub(lambda found: "\n" * found[0].count("\n"), text)
    return code_of(text) or ""


def tokens(text: str) -> list[Token]:
    """The tokens of a module's code, which opened() has made."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        found += [Token(token, number) for token in _TOKEN.findall(line)]
    return found


def first_tokens(text: str, until: Container[str]) -> list[Token]:
    """The tokens of a module's code before the first of some; all of them if it has none."""
    found: list[Token] = []
    for number, line in enumerate(text.split("\n"), start=1):
        for token in _TOKEN.findall(line):
            if token in until:
                return found
            found.append(Token(token, number))
    return found


def spans(text: str) -> list[Span]:
    """The tokens of code with their places."""
    return [
        Span(found[0], *found.span(), found.start() - text.rfind("\n", 0, found.start()) - 1)
        for found in _TOKEN.finditer(text)
    ]


def same_code(one: str, other: str) -> bool:
    r"""Tell whether two modules differ in comments, blanks and ends of lines alone.

    The column of a bullet says to which list it belongs, so one that has moved is another. So is a
    text that cannot be read: a tool is to say what is wrong with it.

    >>> same_code("A == 1 (* one *)", "A ==\n  1"), same_code("A == 1", "A == 2")
    (True, False)
    """
    return _placed(one) == _placed(other)


def _placed(text: str) -> list[tuple[str, int]]:
    code = opened(text)
    if not code:
        return [(text, 0)]
    return [(s.text, s.column if s.text in ("/\\", "\\/") else 0) for s in spans(code)]


def matching(texts: Sequence[str]) -> dict[int, int]:
    """Map the place of each bracket that begins to the place of the one that ends it."""
    pairs = {")": "(", "]": "[", "}": "{", ">>": "<<"}
    ends: dict[int, int] = {}
    open_: list[int] = []
    for at, text in enumerate(texts):
        if text in pairs.values():
            open_.append(at)
        elif text in pairs:
            # One that fits nowhere ends none; what it leaves open within ends with it.
            begin = next((each for each in reversed(open_) if texts[each] == pairs[text]), None)
            if begin is not None:
                del open_[open_.index(begin) :]
                ends[begin] = at
    return ends
