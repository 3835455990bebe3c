"""Measures large folios, beside each writer, each point by one complete search."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence

from tornfolio.bench.measure import Facts, Measured, Row
from tornfolio.bench.plan import TTU
from tornfolio.bench.sides import SCENARIO
from tornfolio.bench.stage import Stage, workers

__all__ = ["other_rows", "size_rows"]

# CONT blocks as the hardware has them: with 4K base pages, with 16K, and with 64K.
_CONT_PTES = {2048: 128, 8192: 32}
_USUAL_CONT_PTES = 16
# All sizes together take at most so many times what one may take, and one more.
_SIZES = 4


def size_rows(stage: Stage) -> Iterator[Row]:
    """Decide all safety properties of large folios, each point by one complete search."""
    plan = stage.plan
    points = [(w, size) for size in plan.sizes for w in plan.writers] + [
        ("contpte,protect", plan.pair)
    ]
    points.sort(key=lambda point: point[1])
    undecided: dict[tuple[str, str], int] = {}
    started = time.monotonic()
    for writers, size in points:
        for ttu in TTU:
            what = f"{writers}, {size} pages, {ttu}"
            smaller = undecided.get((writers, ttu))
            if smaller is not None:
                yield _not_tried(what, f"{smaller} pages were not decided")
            elif time.monotonic() - started > _SIZES * plan.sizes_limit:
                yield _not_tried(what, f"the {_SIZES * plan.sizes_limit:.0f} s for sizes were over")
            else:
                row = _size(stage, "sizes", what, (writers,), size, ttu, plan.sizes_limit)
                yield row
                if row.sides[0].reason:
                    undecided[writers, ttu] = size


def _not_tried(what: str, why: str) -> Row:
    side = Measured("tornfolio sweep", None, None, Facts(), f"not tried: {why}")
    return Row("sizes", what, (side,), 0)


def other_rows(stage: Stage) -> Iterator[Row]:
    """Decide all safety properties beside each of the other writers, as far as there is time."""
    plan = stage.plan
    sizes = [plan.pair, *(size for size in plan.sizes if size > plan.pair)]
    given_up: set[tuple[tuple[str, ...], str]] = set()
    for size, writers, ttu in itertools.product(sizes, plan.others, TTU):
        if (writers, ttu) in given_up:
            continue
        flags = ttu
        if "pmd_mapped=1" in writers:
            flags = "TTU_SPLIT_HUGE_PMD" if ttu == "none" else f"TTU_SPLIT_HUGE_PMD,{ttu}"
        what = f"{', '.join(writers)}, {size} pages, {ttu}"
        row = _size(stage, "others", what, writers, size, flags, plan.others_limit)
        yield row
        taken = row.sides[0].seconds
        if row.sides[0].reason or taken is None or taken.median >= plan.others_limit:
            given_up.add((writers, ttu))


def _size(
    stage: Stage,
    section: str,
    what: str,
    writers: Sequence[str],
    size: int,
    ttu: str,
    limit: float,
) -> Row:
    cont_ptes = min(size, _CONT_PTES.get(size, _USUAL_CONT_PTES))
    settings = (
        *(f"nr_pages={size}", f"cont_ptes={cont_ptes}"),
        *(f"writers={writers[0]}", *writers[1:], f"ttu={ttu}", *_somewhere_to_move(writers, size)),
    )
    work = stage.sides.sweep(
        SCENARIO,
        (*settings, "granularity=lock"),
        *("--jobs", "1", "--workers", workers()),
        limit=limit,
    )
    return stage.bench.measure(section, what, [work], rounds=1, limit=limit, warm_up=False)


def _somewhere_to_move(writers: Sequence[str], size: int) -> tuple[str, ...]:
    """What mremap needs: PTEs are moved only to where nothing is."""
    return (f"initial=P{size}|0{size}",) if "mremap" in writers else ()
