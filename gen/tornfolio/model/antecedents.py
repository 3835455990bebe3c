"""Finds what properties depend on, such as what stands before `=>`: TLC says if it is ever true."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from tornfolio.tla.module import Module
from tornfolio.tla.module_reader import read_module
from tornfolio.tla.tokens import Span, matching, opened, spans

__all__ = ["Antecedent", "antecedents", "property_of"]

_SUFFIX = "Asked"
_OPERATOR = re.compile(rf"(?P<name>\w+){_SUFFIX}\d+")
# With one of these before it, nobody knows without more reading what `=>` belongs to.
_OPAQUE = frozenset({r"\A", r"\E", "CHOOSE", "LET", "IF", "CASE", "LAMBDA", "<=>", r"\equiv"})
# One case must be there for `all` to say anything, and for `some` every case.
_QUANTIFIERS = {r"\A": r"\E", r"\E": r"\A"}
# Right of every list, so that no line of ours ends one.
_FAR = 240

# These speak of more than one state.
_TEMPORAL = re.compile(r"ENABLED|'|[WS]F_\w*")
_TEMPORAL_PAIRS = frozenset({("[", "]"), ("<", ">"), ("~", ">")})

# What an antecedent is made of: a range of tokens, which stay where they are, or a text of ours.
_Piece = tuple[int, int] | str


@dataclass(frozen=True)
class Antecedent:
    """What a property depends on, as an operator of its own: its name and text.

    `of_states` tells whether the property itself is about each state alone.
    """

    operator: str
    text: str
    of_states: bool = True

    @property
    def speaks(self) -> str:
        """What is true of a state of which the property says something, and holds there."""
        holds = f"{property_of(self.operator)} /\\ " if self.of_states else ""
        return holds + self.operator

    @property
    def property(self) -> str:
        """The name of the property."""
        return property_of(self.operator)


def antecedents(
    module: str, names: Sequence[str], temporal: Container[str] = ()
) -> list[Antecedent]:
    r"""What has to be true for some operators of a module to say anything.

    That is what stands before `=>` and `~>`, that a set has a member if all of its members are
    asked about, and a condition without which IF gives TRUE. Looked for are those in the operator
    itself, in each item of its list of `/\`, below quantifiers, IF, LET and CASE, and in what
    follows `=>`. Below `\A` one case of it must be there, so that this becomes `\E`, and the other
    way round. The operators in `temporal` are about behaviours; of these there is only what is
    about a single state.
    """
    if not names:
        return []
    read = read_module(module)
    lines = opened(module).split("\n")
    found = []
    behaviours = _about_behaviours(read)
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
        of_states = name not in temporal
        kept = [each for each in _kept(text) if of_states or not _temporal(each, behaviours)]
        for number, each in enumerate(kept, start=1):
            operator = f"{name}{_SUFFIX}{number}"
            found.append(Antecedent(operator, f"{operator} ==\n{each}", of_states))
    return found


def _about_behaviours(read: Module) -> frozenset[str]:
    """The operators of a module that speak of more than one state, by themselves or by others."""
    texts = {
        read.tokens[head].text: [token.text for token in read.tokens[body:stop]]
        for head, body, stop in read.heads
    }
    found: frozenset[str] = frozenset()
    while True:
        more = frozenset(name for name, words in texts.items() if _any_temporal(words, found))
        if more == found:
            return found
        found = more


def _temporal(text: str, behaviours: Container[str]) -> bool:
    return _any_temporal([span.text for span in spans(text)], behaviours)


def _any_temporal(words: Sequence[str], behaviours: Container[str]) -> bool:
    alone = any(_TEMPORAL.fullmatch(word) or word in behaviours for word in words)
    return alone or any(pair in _TEMPORAL_PAIRS for pair in itertools.pairwise(words))


def property_of(operator: str) -> str:
    """The property whose antecedent an operator is, "" if it is none.

    >>> property_of("MineAsked2"), property_of("Mine")
    ('Mine', '')
    """
    found = _OPERATOR.fullmatch(operator)
    return found["name"] if found else ""


def _kept(text: str) -> Iterator[str]:
    """For each antecedent in a text what it asks, every token in the column that it had."""
    found = spans(text)
    lines = [text.count("\n", 0, span.begin) for span in found]
    ends = matching([span.text for span in found])
    for pieces in _parts(found, ends, 0, len(found)):
        kept: list[str] = []
        line = -1
        for piece in pieces:
            if isinstance(piece, str):
                kept.append(" " * _FAR + piece)
                line = -1
                continue
            for at in range(*piece):
                if lines[at] != line:
                    kept.append("")
                    line = lines[at]
                kept[-1] = kept[-1].ljust(found[at].column) + found[at].text
        yield "\n".join(kept)


def _parts(
    found: Sequence[Span], ends: dict[int, int], at: int, stop: int
) -> Iterator[list[_Piece]]:
    """The pieces of each antecedent of an expression."""
    if at >= stop:
        return
    match found[at].text:
        case "/\\" | "\\/" as bullet:
            column = found[at].column
            items = [
                each
                for each in _top(found, ends, at, stop)
                if found[each].text == bullet and found[each].column == column
            ]
            for item, end in zip(items, [*items[1:], stop], strict=True):
                yield from _parts(found, ends, item + 1, end)
        case "\\A" | "\\E" as quantifier:
            colon = next((e for e in _top(found, ends, at, stop) if found[e].text == ":"), stop)
            inside = list(_parts(found, ends, colon + 1, stop))
            if not inside and quantifier == "\\A" and colon < stop:
                inside = [["TRUE"]]
            for rest in inside:
                yield [_QUANTIFIERS[quantifier], (at + 1, colon + 1), *rest]
        case "[" if ends.get(at) == at + 1:
            yield from _parts(found, ends, at + 2, stop)
        case "(" if ends.get(at) == stop - 1:
            yield from _parts(found, ends, at + 1, stop - 1)
        case "IF":
            yield from _branches(found, ends, at, stop)
        case "LET":
            defined = _closing(found, ends, at, stop, "LET", "IN")
            for rest in _parts(found, ends, defined + 1, stop):
                yield [(at, defined + 1), *rest]
        case "CASE":
            yield from _arms(found, ends, at, stop)
        case _:
            yield from _implication(found, ends, at, stop)


def _implication(
    found: Sequence[Span], ends: dict[int, int], at: int, stop: int
) -> Iterator[list[_Piece]]:
    r"""What is before `=>`, and with it each antecedent of what is behind.

    Without `=>` there may be one in brackets that stand between `/\`, or between `\/`.
    """
    joints = [at - 1]
    for each in _top(found, ends, at, stop):
        if found[each].text in _OPAQUE:
            return
        if found[each].text in ("/\\", "\\/"):
            joints.append(each)
        if [span.text for span in found[each : each + 2]] == ["~", ">"]:
            # What is behind it is asked of a later state.
            yield [(at, each)]
            return
        if found[each].text == "=>":
            yield [(at, each)]
            for rest in _parts(found, ends, each + 1, stop):
                yield ["(", (at, each), ") /\\ (", *rest, ")"]
            return
    if len(joints) > 1:
        for joint, end in itertools.pairwise([*joints, stop]):
            yield from _parts(found, ends, joint + 1, end)


def _branches(
    found: Sequence[Span], ends: dict[int, int], at: int, stop: int
) -> Iterator[list[_Piece]]:
    """Each antecedent of both branches of IF, with the condition that leads there."""
    then = _closing(found, ends, at, stop, "IF", "THEN")
    otherwise = _closing(found, ends, at, stop, "IF", "ELSE")
    branches = {"(": (then, otherwise), "~(": (otherwise, stop)}
    true = [
        word
        for word, (begin, end) in branches.items()
        if [each.text for each in found[begin + 1 : end]] == ["TRUE"]
    ]
    for word, (begin, end) in branches.items():
        inside = list(_parts(found, ends, begin + 1, end))
        for rest in inside:
            yield [word, (at + 1, then), ") /\\ (", *rest, ")"]
        if not inside and begin < end and word not in true and true:
            yield [word, (at + 1, then), ")"]


def _arms(
    found: Sequence[Span], ends: dict[int, int], at: int, stop: int
) -> Iterator[list[_Piece]]:
    """Each antecedent of the arms of CASE, with the condition that leads there."""
    before: list[_Piece] = []
    begin = at + 1
    while begin < stop:
        top = list(_top(found, ends, begin, stop))
        arrow = next((each for each in top if found[each].text == "->"), stop)
        # All arms after a CASE within an arm are arms of that.
        inner = next((each for each in top if each > arrow and found[each].text == "CASE"), stop)
        boxes = (each for each in top if arrow < each < inner and ends.get(each) == each + 1)
        end = next((each for each in boxes if found[each].text == "["), stop)
        condition: list[_Piece] = ["(", (begin, arrow), ") /\\"]
        if found[begin].text == "OTHER":
            condition = before
        for rest in _parts(found, ends, arrow + 1, end):
            yield [*condition, "(", *rest, ")"]
        before = [*before, "~(", (begin, arrow), ") /\\"]
        begin = end + 2


def _closing(
    found: Sequence[Span], ends: dict[int, int], at: int, stop: int, begin: str, word: str
) -> int:
    """The place of a word that belongs to the IF or LET at a place; `stop` if there is none."""
    last = "IN" if begin == "LET" else "ELSE"
    depth = 0
    for each in _top(found, ends, at, stop):
        text = found[each].text
        if text == word and depth == 1:
            return each
        depth += (text == begin) - (text == last)
    return stop


def _top(found: Sequence[Span], ends: dict[int, int], at: int, stop: int) -> Iterator[int]:
    """The places of tokens that are in no brackets; a bracket itself is at its beginning."""
    while at < stop:
        yield at
        at = ends.get(at, at) + 1
