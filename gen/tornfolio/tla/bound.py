"""Finds the names that expressions bind: by quantifiers, in sets and functions, as parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tornfolio.tla.tokens import Token, matching

__all__ = ["QUANTIFIERS", "bound_names"]

QUANTIFIERS = frozenset({r"\A", r"\E", r"\AA", r"\EE", "CHOOSE", "LAMBDA"})
# What a block of statements has and a set has not.
_STATEMENT = frozenset({";", ":=", "==", "if", "goto", "await", "with", "either", "while", "skip"})


def bound_names(
    found: Sequence[Token], ends: Mapping[int, int] | None = None
) -> Iterator[tuple[str, int]]:
    """Each name that is bound in some tokens, with its line; `ends` are their brackets'."""
    texts = [token.text for token in found]
    ends = matching(texts) if ends is None else ends
    begins = {end: begin for begin, end in ends.items()}
    depth = 0
    for at, text in enumerate(texts):
        depth += (text == "LET") - (text == "IN")
        names: Iterator[int] = iter(())
        if text in QUANTIFIERS:
            names = _listed(found, texts, ends, at + 1, len(texts))
        elif text in ("[", "{") and at in ends:
            colon = "|->" if text == "[" else ":"
            inside = _top(texts, ends, at)
            if colon in inside and r"\in" in inside and not _STATEMENT.intersection(inside):
                names = _comprehension(found, texts, ends, at, inside)
        elif text == "with" and at + 1 in ends:
            names = _with(found, texts, ends, at + 1)
        elif text == "==" and at:
            names = _of_head(found, texts, ends, begins, at, local=depth > 0)
        for each in names:
            yield texts[each], found[each].line


def _listed(
    found: Sequence[Token], texts: Sequence[str], ends: Mapping[int, int], at: int, stop: int
) -> Iterator[int]:
    r"""The names of `x, y \in S, <<a, b>> \in T :`."""
    naming = True
    while at < stop and texts[at] not in (":", "|->"):
        naming = (naming or texts[at] == ",") and texts[at] != r"\in"
        if naming and found[at].is_word:
            yield at
        at = at + 1 if naming else ends.get(at, at) + 1


def _comprehension(
    found: Sequence[Token],
    texts: Sequence[str],
    ends: Mapping[int, int],
    at: int,
    inside: Mapping[str, int],
) -> Iterator[int]:
    r"""The names of `{x \in S : P}`, `{e : x \in S}` and `[x \in S |-> e]`."""
    colon = inside.get("|->", inside.get(":", at))
    if texts[at + 1] in QUANTIFIERS:
        # The one element of a set, as in `{CHOOSE x \in S : P}`: its names are the quantifier's.
        return
    if inside[r"\in"] < colon:
        yield from _listed(found, texts, ends, at + 1, colon)
    elif texts[at] == "{":
        yield from _listed(found, texts, ends, colon + 1, ends[at])


def _with(
    found: Sequence[Token], texts: Sequence[str], ends: Mapping[int, int], at: int
) -> Iterator[int]:
    r"""The names of `with (x = e; y \in S)`."""
    each, naming = at + 1, True
    while each < ends[at]:
        if naming and found[each].is_word and texts[each + 1] in ("=", r"\in"):
            yield each
        naming = texts[each] in (",", ";")
        each = ends.get(each, each) + 1


def _top(texts: Sequence[str], ends: Mapping[int, int], at: int) -> dict[str, int]:
    """Map each token that stands in a bracket, and in none within it, to its first place."""
    places: dict[str, int] = {}
    each = at + 1
    while each < ends[at]:
        places.setdefault(texts[each], each)
        each = ends.get(each, each) + 1
    return places


def _of_head(
    found: Sequence[Token],
    texts: Sequence[str],
    ends: Mapping[int, int],
    begins: Mapping[int, int],
    at: int,
    *,
    local: bool,
) -> Iterator[int]:
    """The parameters of the definition before a `==`, and its own name within LET."""
    begin = begins.get(at - 1, at)
    if local and found[begin - 1].is_word:
        yield begin - 1
    if begin == at:
        return
    if texts[begin] == "[":
        yield from _listed(found, texts, ends, begin + 1, at - 1)
        return
    each = begin + 1
    while each < at - 1:
        if found[each].is_word:
            yield each
        each = ends.get(each, each) + 1
