"""Sums final states up by a formula, where they are all of one form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

__all__ = ["formula_of"]

_RUN = re.compile(r"([A-Z0])(\d+)")
_FEWEST = 3


def formula_of(patterns: Iterable[str]) -> str:
    """All patterns of one folio in one VMA as `P^k S^(n-k)`, with the values of k; "" if they vary.

    >>> formula_of(["PPPP", "PPPS", "PPSS", "PSSS", "SSSS"])
    'P^k S^(4-k), k = 0..4'
    >>> formula_of(["P1 S63", "P2 S62", "S64"])
    'P^k S^(64-k), k = 0..2'
    >>> formula_of(["PSPS", "PPPS", "PPSS"])
    ''
    """
    found = {tuple(_runs(pattern)) for pattern in patterns}
    if len(found) < _FEWEST or any("|" in letter for runs in found for letter, _ in runs):
        return ""
    pairs = {tuple(letter for letter, _ in runs) for runs in found if len(runs) == 2}
    sizes = {sum(length for _, length in runs) for runs in found}
    if len(pairs) != 1 or len(sizes) != 1:
        return ""
    ((first, second),), (size,) = pairs, sizes
    lengths = []
    for runs in found:
        of = dict(runs)
        if len(runs) > 2 or not of.keys() <= {first, second}:
            return ""
        lengths.append(of.get(first, 0))
    return f"{first}^k {second}^({size}-k), k = {_ranges(sorted(lengths))}"


def _runs(pattern: str) -> list[tuple[str, int]]:
    if " " in pattern or _RUN.fullmatch(pattern):
        return [(letter, int(length)) for letter, length in _RUN.findall(pattern)]
    return [(letter, len(list(run))) for letter, run in groupby(pattern)]


def _ranges(numbers: list[int]) -> str:
    """Numbers in order as `0..3, 7`."""
    begun: list[tuple[int, int]] = []
    for number in numbers:
        if begun and begun[-1][1] == number - 1:
            begun[-1] = (begun[-1][0], number)
        else:
            begun.append((number, number))
    return ", ".join(f"{low}..{high}" if low < high else str(low) for low, high in begun)
