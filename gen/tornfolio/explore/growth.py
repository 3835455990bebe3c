"""Puts counts of states in order: how those of each writer grow with the folio."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Series", "growth_series"]

_ARM64_CONT_PTES = 16


@dataclass(frozen=True)
class Series:
    """Distinct states by nr_pages, ascending, of one writer beside reclaim.

    `counts` are those with CONT blocks of 16 PTEs, or where the writer knows no blocks; `apart`
    has nr_pages, the block, and the states of the others.
    """

    writers: str
    ttu: str
    granularity: str
    counts: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int, int], ...] = ()

    @property
    def exponent(self) -> float | None:
        """K where the states grow as nr_pages to the k, between the two largest sizes."""
        if len(self.counts) < 2:
            return None
        (small, few), (large, many) = self.counts[-2:]
        return math.log(many / few) / math.log(large / small)


def _rank(writers: str, ttu: str, granularity: str) -> tuple[str, bool, str, str]:
    return (writers, ttu != "none", ttu, granularity)


def growth_series(points: Sequence[Mapping[str, Any]]) -> list[Series]:
    """Order points, each with `set` (parameters as text) and `distinct`; one writer at a time."""
    found: dict[tuple[str, str, str], dict[int, int]] = {}
    apart: dict[tuple[str, str, str], set[tuple[int, int, int]]] = {}
    for point in points:
        values = point["set"]
        key = (values["writers"], values["ttu"], values["granularity"])
        size = int(values["nr_pages"])
        usual = min(size, _ARM64_CONT_PTES)
        block = int(values.get("cont_ptes", usual))
        if "," in key[0]:
            continue
        if block == usual or "contpte" not in key[0]:
            found.setdefault(key, {})[size] = point["distinct"]
        else:
            apart.setdefault(key, set()).add((size, block, point["distinct"]))
    return [
        Series(*key, tuple(sorted(counts.items())), tuple(sorted(apart.get(key, ()))))
        for key, counts in sorted(found.items(), key=lambda item: _rank(*item[0]))
    ]
