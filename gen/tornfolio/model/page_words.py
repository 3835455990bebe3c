"""Writes what the model does to pages as TLA+: to one value for each page, or to runs of them."""

from __future__ import annotations

from functools import partial
from typing import Any

__all__ = ["page_words"]


def page_words(by_runs: bool) -> dict[str, Any]:
    """Give the names by which templates change what there is for each page.

    With `by_runs` a variable keeps runs of equal neighbours, and what it is named after is a state
    function; see templates/page_runs.tla. What only reads pages is the same text either way.
    """
    return {
        "by_runs": by_runs,
        "all_pages": "AllPages" if by_runs else "Pages",
        "folio_pages": "Pages" if by_runs else "First..Last",
        "ends_of_runs": lambda *of: f"LastOfRuns({', '.join(of)})" if by_runs else "..".join(of),
        "no_pages": partial(_no_pages, by_runs),
        "add": partial(_add, by_runs),
        "remove": partial(_remove, by_runs),
        "set_page": partial(_set_page, by_runs),
    }


def _no_pages(by_runs: bool, name: str, sign: str = "=", vmas: bool = False) -> str:
    """Give the text that makes a set of pages empty; with `vmas`, one for each VMA."""
    empty = "All(FALSE)" if by_runs else "{}"
    value = f"[v \\in Vmas |-> {empty}]" if vmas else empty
    return f"{_runs(name) if by_runs else name} {sign} {value}"


def _add(by_runs: bool, name: str, pages: str) -> str:
    """Give the assignment that adds pages, one or `first..last`, to a set of pages."""
    if by_runs:
        return _put(name, pages, "TRUE")
    return f"{name} := {name} \\union {pages if '..' in pages else f'{{{pages}}}'}"


def _remove(by_runs: bool, name: str, pages: str) -> str:
    """Give the assignment that takes pages `first..last` out of a set of pages."""
    return _put(name, pages, "FALSE") if by_runs else f"{name} := {name} \\ ({pages})"


def _set_page(by_runs: bool, name: str, page: str, value: str) -> str:
    """Give the assignment of a value to one page."""
    return _put(name, page, value) if by_runs else f"{name}[{page}] := {value}"


def _put(name: str, pages: str, value: str) -> str:
    first, _, last = pages.partition("..")
    return f"{_runs(name)} := Put({_runs(name)}, {first}, {last or first}, {value})"


def _runs(name: str) -> str:
    """Name the variable that keeps the runs: `pte_runs[v]` for `pte[v]`."""
    base, bracket, index = name.partition("[")
    return f"{base}_runs{bracket}{index}"
