"""Finds the assignments of an algorithm and the calls of its macros, in all ways to write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tornfolio.tla.tokens import Token, matching

__all__ = ["Assignment", "Call", "assignments", "calls_with"]

# What ends the value beside the bracket of the block: `x := 1 || y := 2`, `if (c) x := 1 else`.
_ENDS = frozenset({";", "||", "else", "or", ":=", "}", ")", "]", ">>"})


class Assignment(NamedTuple):
    """An assignment to a variable or a part of it: its code, its value, and its lines, from 1."""

    variable: str
    code: str
    value: str
    first: int
    last: int


class Call(NamedTuple):
    """A call of a macro with the code of its first argument, and the line, from 1."""

    macro: str
    argument: str
    line: int


def assignments(found: Sequence[Token]) -> Iterator[Assignment]:
    r"""The assignments in some tokens, those of `||` as well.

    >>> from tornfolio.tla.tokens import tokens
    >>> [each.variable for each in assignments(tokens("pte[v][i]\n:= 1 || x.y := {2}; z := 3"))]
    ['pte', 'x', 'z']
    """
    texts = [token.text for token in found]
    ends = matching(texts)
    begins = {end: begin for begin, end in ends.items()}
    for at, text in enumerate(texts):
        if text == ":=" and at:
            begin, end = _variable(texts, begins, at), _end(texts, ends, at + 1)
            yield Assignment(
                variable=texts[begin],
                code=" ".join(texts[begin:end]),
                value=" ".join(texts[at + 1 : end]),
                first=found[begin].line,
                last=found[end - 1].line,
            )


def calls_with(found: Sequence[Token], parameter: str) -> Iterator[Call]:
    """The calls of macros whose first parameter has a certain name."""
    texts = [token.text for token in found]
    ends = matching(texts)
    heads = [at for at, text in enumerate(texts) if text == "macro"]
    macros = {texts[at + 1] for at in heads if texts[at + 2 : at + 4] == ["(", parameter]}
    for at in range(1, len(texts) - 1):
        if texts[at] in macros and texts[at + 1] == "(" and texts[at - 1] != "macro":
            end = at + 2
            while end < len(texts) and texts[end] not in (",", ")"):
                end = ends.get(end, end) + 1
            yield Call(texts[at], " ".join(texts[at + 2 : end]), found[at].line)


def _variable(texts: Sequence[str], begins: dict[int, int], at: int) -> int:
    """The place of the variable to which, or to a part of which, a `:=` assigns."""
    at -= 1
    while at > 0:
        if at in begins:
            at = begins[at] - 1
        elif texts[at - 1] == ".":
            at -= 2
        else:
            break
    return max(at, 0)


def _end(texts: Sequence[str], ends: dict[int, int], at: int) -> int:
    """The place behind a value."""
    while at < len(texts) and texts[at] not in _ENDS:
        at = ends.get(at, at) + 1
    return min(at, len(texts))
