"""Says how much the benchmark measures, and how long each of its parts may take."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["FULL", "QUICK", "TTU", "Plan"]

TTU = ("none", "TTU_SYNC")
# Each alone beside reclaim, with what it needs.
_OTHERS = (
    ("shrinker",),
    ("split-pmd", "pmd_mapped=1"),
    ("mremap", "vmas=2"),
    ("madvise",),
    ("zap:0-0",),
    ("zap",),
    ("cow:0-0",),
    ("cow",),
    ("fault",),
    ("gup",),
    ("store", "folio=lazyfree"),
)


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    rounds: of a row with two sides; the slow ones have fewer. limit: seconds of a row, after which
    no round is begun. grid: the axes of the sweep against a loop. sizes: nr_pages of the points
    that are decided one by one, for each of the writers, each within sizes_limit seconds and all
    within four times that; others: all other writers from the size of the pair on, as long as
    others_limit seconds are enough; growth: nr_pages of one sweep; linux: nr_pages of
    the small and of the large points in the C of a tree; chain: the point whose states become a
    Markov decision process, within chain_limit seconds; gate, claims: the points of the gate and
    the claims that are measured, all if none is named.
    """

    rounds: int
    slow_rounds: int
    limit: float
    sizes_limit: float
    warm_up: bool
    seed: int
    grid: tuple[tuple[str, tuple[str, ...]], ...]
    large: tuple[str, ...]
    sizes: tuple[int, ...]
    writers: tuple[str, ...]
    pair: int
    others: tuple[tuple[str, ...], ...]
    others_limit: float
    growth: tuple[int, ...]
    peer: tuple[int, ...]
    linux: tuple[int, int]
    chain: tuple[str, ...]
    chain_limit: float
    gate: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


FULL = Plan(
    rounds=5,
    slow_rounds=2,
    limit=60.0,
    sizes_limit=600.0,
    warm_up=True,
    seed=16,
    grid=(
        ("nr_pages", ("1", "2", "4", "8", "16")),
        ("ttu", TTU),
        (
            "writers",
            (
                *("contpte", "protect", "protect:0-0", "protect-batched", "protect-batched:0-0"),
                *("numa", "numa:0-0", "cow:0-0", "zap:0-0", "contpte,numa:0-0"),
            ),
        ),
    ),
    large=("nr_pages=64", "writers=gup"),
    sizes=(16, 512, 2048, 8192),
    writers=("contpte", "protect", "protect-batched", "numa"),
    pair=512,
    others=_OTHERS,
    others_limit=30.0,
    growth=(4, 8, 16, 32, 64, 128, 256, 512),
    peer=(16, 512),
    linux=(16, 512),
    chain=("nr_pages=18", "cont_ptes=2", "writers=gup,protect"),
    chain_limit=3600.0,
)
QUICK = replace(
    FULL,
    rounds=1,
    slow_rounds=1,
    warm_up=False,
    seed=2,
    grid=(("nr_pages", ("1", "2")), ("ttu", TTU)),
    large=("nr_pages=8", "writers=gup"),
    sizes=(4,),
    writers=("contpte",),
    pair=4,
    others=_OTHERS[:2],
    growth=(2, 4),
    peer=(4,),
    linux=(4, 8),
    chain=("nr_pages=2",),
    gate=("torn-pte0",),
    claims=("C01",),
)
