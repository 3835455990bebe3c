"""Estimates the size of a search: good enough to choose how TLC is run."""

from __future__ import annotations

from dataclasses import dataclass

from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameters import Parameters
from tornfolio.model.reductions import reductions_of

__all__ = ["Size", "estimated_size"]

# Reclaim alone has about 7 states for each page and mm; each writer multiplies that by a factor
# that grows with its own pages: (at one page, exponent), fitted to the table in
# docs/growth.md.  A wrong estimate costs time, never a verdict.
_RECLAIM = 7
_GROWTH = {
    "contpte": (6.0, 0.3),
    "protect": (2.5, 0.8),
    "protect-batched": (2.5, 0.8),
    "numa": (6.0, 0.1),
    "gup": (10.0, 1.0),
    "fault": (3.0, 0.9),
    "madvise": (12.0, 0.0),
    "mremap": (6.0, 0.6),
    "uffd-move": (34.0, 0.8),
    "collapse": (12.0, 0.2),
    "cow": (10.0, 1.0),
    "split-pmd": (10.0, 0.0),
    "shrinker": (10.0, 0.3),
    "store": (6.0, 0.8),
}
# With granularity "lock" and these writers, a page table is unmapped at once, and the blocks of
# contpte that nobody can tell apart are one.
_RECLAIM_BY_RUNS = 40
_BY_RUNS = {
    "contpte": (6.0, 0.0),
    "protect": (0.7, 1.0),
    "protect-batched": (1.2, 1.0),
    "numa": (1.0, 1.0),
}
# Where reclaim unmaps a page in one step beside GUP, or a store comes right before that, there are
# about 4 states at each page, and two ways for the others to be about in the 8 steps after reclaim
# has met the pin, or the dirty bit.  Each further CPU multiplies: GUP has 4 labels, a store has
# been made or not.
_BY_PAGE = 4 + 2 * 8
_FURTHER = {"gup": 4, "store": 2}
# Anything else, a writer of one's own among them.
_UNKNOWN = (10.0, 1.0)
# Where zap goes PTE by PTE, it multiplies the fates of its pages.
_ZAP, _ZAP_OF_RUNS = (10.0, 1.2), (22.0, 0.1)
_MOST = 10**12


@dataclass(frozen=True)
class Size:
    """About how many distinct states there are, and how many values TLC hashes in each."""

    states: int
    values: int


def estimated_size(p: Parameters) -> Size:
    """Estimate the search of a point; `states` is from 1 to 10**12."""
    reductions = reductions_of(p)
    if reductions.pins_at_once or reductions.stores_late:
        merged = _BY_PAGE * p.nr_pages * max(1, p.passes)
        for writer in p.writers[1:]:
            merged *= _FURTHER[writer.kind]
        return Size(min(merged, _MOST), _values(p.nr_pages, p.vmas))
    by_runs = p.granularity == "lock" and set(p.kinds) <= _BY_RUNS.keys()
    reclaim = _RECLAIM_BY_RUNS if by_runs else _RECLAIM * p.nr_pages
    runs = KERNELS[p.kernel].zaps_runs
    states = float(reclaim * p.vmas * max(1, p.passes))
    if p.granularity == "lock" and not by_runs:
        states = states / 2 + 100
    for writer in p.writers:
        last = p.nr_pages - 1 if writer.last is None else writer.last
        pages = max(1, last - writer.first + 1)
        base, exponent = _GROWTH.get(writer.kind, _UNKNOWN)
        if writer.kind == "zap":
            base, exponent = _ZAP_OF_RUNS if runs else _ZAP
        if by_runs:
            base, exponent = _BY_RUNS[writer.kind]
        elif p.granularity == "lock":
            base, exponent = base / 2, exponent / 2
        factor = base * pages**exponent
        if writer.kind == "zap" and not runs and p.folio in ("anon", "lazyfree"):
            factor *= 2.0 ** min(pages, 24)
        states = min(states * factor ** max(1, writer.times), _MOST)
    # Runs of pages are a few values each.
    pages = 20 if by_runs else p.nr_pages
    return Size(max(1, int(min(states, _MOST))), _values(pages, p.vmas))


def _values(pages: int, vmas: int) -> int:
    """How many values a state has: pte one for each page of each VMA, two counts one for each."""
    return 20 + pages * (2 + vmas)
