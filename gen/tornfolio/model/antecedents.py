"""Finds what stands before `=>` in properties, so that TLC can say whether it is ever true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tornfolio.tla.module_reader import read_module
from tornfolio.tla.tokens import Span, matching, opened, spans

__all__ = ["Antecedent", "antecedents", "property_of"]

_SUFFIX = "Asked"
_OPERATOR = re.compile(rf"(?P<name>\w+){_SUFFIX}\d+")
# With one of these around it, or before it, nobody knows without more reading what `=>` belongs to.
_OPAQUE = frozenset({r"\A", r"\E", "CHOOSE", "LET", "IF", "CASE", "LAMBDA", "<=>", r"\equiv"})
_FOR_ALL = r"\A"


@dataclass(frozen=True)
class Antecedent:
    """What stands before a `=>` of a property, as an operator of its own: its name and text."""

    operator: str
    text: str

    @property
    def property(self) -> str:
        """The name of the property."""
        return property_of(self.operator)


def antecedents(module: str, names: Sequence[str]) -> list[Antecedent]:
    r"""What stands before `=>` at the top of some operators of a module.

    That is in the operator itself, in each item of its list of `/\`, and below `\A`, which becomes
    `\E`: for the property to say anything in a state, one case of it must be there.
    """
    read = read_module(module)
    lines = opened(module).split("\n")
    found = []
    for name in names:
        heads = [head for head in read.heads if read.tokens[head[0]].text == name]
        if len(heads) != 1:
            continue
        head, body, stop = heads[0]
        if body >= stop:
            continue
        first, last = read.tokens[head].line, read.tokens[stop - 1].line
        text = "\n".join(lines[first - 1 : last])
        # The same columns as in the module, on which lists depend.
        begin = text.index("==") + 2
        text = re.sub(r"[^\n]", " ", text[:begin]) + text[begin:]
        for number, kept in enumerate(_kept(text), start=1):
            operator = f"{name}{_SUFFIX}{number}"
            found.append(Antecedent(operator, f"{operator} ==\n{kept}"))
    return found


def property_of(operator: str) -> str:
    """The property whose antecedent an operator is, "" if it is none.

    >>> property_of("MineAsked2"), property_of("Mine")
    ('Mine', '')
    """
    found = _OPERATOR.fullmatch(operator)
    return found["name"] if found else ""


def _kept(text: str) -> Iterator[str]:
    r"""A text once for each antecedent in it, with nothing else left than `\E` around it."""
    found = spans(text)
    ends = matching([span.text for span in found])
    for parts in _parts(found, ends, 0, len(found)):
        kept = [" " if char != "\n" else char for char in text]
        for begin, end in parts:
            first, last = found[begin].begin, found[end - 1].end
            kept[first:last] = text[first:last].replace(_FOR_ALL, r"\E", 1)
        yield "\n".join(line.rstrip() for line in "".join(kept).split("\n")).strip("\n")


def _parts(
    found: Sequence[Span], ends: dict[int, int], at: int, stop: int
) -> Iterator[list[tuple[int, int]]]:
    """The ranges of tokens that make each antecedent: quantifiers, and what is before `=>`."""
    if at >= stop:
        return
    if found[at].text == "/\\":
        column = found[at].column
        items = [
            each
            for each in _top(found, ends, at, stop)
            if found[each].text == "/\\" and found[each].column == column
        ]
        for item, end in zip(items, [*items[1:], stop], strict=True):
            yield from _parts(found, ends, item + 1, end)
    elif found[at].text == _FOR_ALL:
        colon = next((e for e in _top(found, ends, at, stop) if found[e].text == ":"), None)
        if colon is not None:
            for rest in _parts(found, ends, colon + 1, stop):
                yield [(at, colon + 1), *rest]
    elif ends.get(at) == stop - 1 and found[at].text == "(":
        yield from _parts(found, ends, at + 1, stop - 1)
    else:
        for each in _top(found, ends, at, stop):
            if found[each].text in _OPAQUE:
                return
            if found[each].text == "=>":
                yield [(at, each)]
                return


def _top(found: Sequence[Span], ends: dict[int, int], at: int, stop: int) -> Iterator[int]:
    """The places of tokens that are in no brackets; a bracket itself is at its beginning."""
    while at < stop:
        yield at
        at = ends.get(at, at) + 1
