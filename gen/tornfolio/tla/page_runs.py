"""Reads what a spec keeps as runs of pages: a value for each page, or the runs themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

from tornfolio.tla.values import Function, Value

__all__ = ["as_runs", "each_page", "kept_as_runs", "runs_of"]

# A variable of this name keeps runs; without it, it is what they say. See templates/page_runs.tla.
_SUFFIX = "_runs"
_DECLARED = re.compile(r"^ {4}(\w+)_runs = ", re.MULTILINE)


def each_page(variables: Mapping[str, Value], nr_pages: int) -> dict[str, Value]:
    """Variables with a value for each of `nr_pages` pages where they keep runs.

    Runs of TRUE and FALSE are a set of pages. Names lose their suffix, and all else stays.
    """
    return {
        name.removesuffix(_SUFFIX): _pages(value, nr_pages) if name.endswith(_SUFFIX) else value
        for name, value in variables.items()
    }


def as_runs(
    variables: Mapping[str, Value], kept: Collection[str], nr_pages: int
) -> dict[str, Value]:
    """Variables as a module has them that keeps those of the names in `kept` as runs.

    This is what each_page() undoes.
    """
    return {
        name + _SUFFIX if name in kept else name: _folded(value, nr_pages)
        if name in kept
        else value
        for name, value in variables.items()
    }


def kept_as_runs(module: str) -> frozenset[str]:
    """The names of what a module, by its text, keeps as runs."""
    return frozenset(_DECLARED.findall(module))


def runs_of(runs: Function, nr_pages: int) -> list[tuple[Value, int]]:
    """(value, pages) of each run of equal neighbours, of `nr_pages` pages.

    A function of all pages has runs as well. Raises TypeError if it is no function of pages.
    """
    starts = sorted(start for start in runs if isinstance(start, int))
    if len(starts) != len(runs) or not starts or starts[0] != 0 or starts[-1] >= nr_pages:
        raise TypeError("no runs of pages")
    lengths = (after - first for first, after in pairwise([*starts, nr_pages]))
    pairs = [(runs[first], length) for first, length in zip(starts, lengths, strict=True)]
    return [
        (value, sum(length for _, length in several))
        for value, several in groupby(pairs, key=lambda pair: pair[0])
    ]


def _pages(value: Value, nr_pages: int) -> Value:
    if isinstance(value, tuple):
        return tuple(_pages(item, nr_pages) for item in value)
    if not isinstance(value, Function):
        raise TypeError("no runs of pages")
    # To Python TRUE and 1 are equal, and so are runs of them.
    return _expanded(value, nr_pages, isinstance(value.get(0), bool))


@lru_cache(1024)
def _expanded(runs: Function, nr_pages: int, is_set: bool) -> Value:
    """A value for each page, or a set of pages; states of a trace share most of them."""
    values = [value for value, length in runs_of(runs, nr_pages) for _ in range(length)]
    if is_set:
        return frozenset(page for page, inside in enumerate(values) if inside)
    return Function(dict[Value, Value](enumerate(values)))


def _folded(value: Value, nr_pages: int) -> Value:
    if isinstance(value, tuple):
        return tuple(_folded(item, nr_pages) for item in value)
    if isinstance(value, frozenset):
        value = Function({page: page in value for page in range(nr_pages)})
    if not isinstance(value, Function):
        raise TypeError("nothing that belongs to pages")
    starts = accumulate((length for _, length in runs_of(value, nr_pages)), initial=0)
    return Function({start: value[start] for start in starts if start < nr_pages})
