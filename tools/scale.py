"""Measures how the state space of each actor grows with the folio, for docs/growth.md.

Run as `make scale`; it takes half an hour and writes bench/scale.json, from which the page's tables
follow. Small sizes, and some large ones, are compared exactly by tests/model/test_scale.py. The
others stand as they were measured.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario, load_scenario
from tornfolio.model.spec import Spec
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import lone_session
from tornfolio.tlc.toolchain import Toolchain, find_toolchain

RESULTS = Path(__file__).resolve().parent.parent / "bench" / "scale.json"
SIZES = (4, 16, 64, 512)
SECONDS = 60.0
MERGED_SIZES = (*SIZES, 2048, 8192)
MERGED_SECONDS = 600.0
# nr_pages of a PMD-sized folio -> PTEs of a CONT block on arm64 with base pages of 4K, 16K and 64K.
CONT_PTES = {512: 16, 2048: 128, 8192: 32}
# Row of the table -> settings of the seed scenario; CONT blocks have up to 16 PTEs.
ACTORS: dict[str, tuple[str, ...]] = {
    "no writer": ("writers=none",),
    "`contpte`": ("writers=contpte",),
    "`contpte`, `TTU_SYNC`": ("writers=contpte", "ttu=TTU_SYNC"),
    "`protect`": ("writers=protect",),
    "`protect-batched`": ("writers=protect-batched",),
    "`numa`": ("writers=numa",),
    "`cow`, two mms": ("writers=cow", "vmas=2"),
    "`mremap`, two VMAs": ("writers=mremap", "vmas=2"),
    "`gup`": ("writers=gup",),
    "`fault`": ("writers=fault",),
    "`madvise`": ("writers=madvise",),
    "`zap:0-0`": ("writers=zap:0-0",),
    "`zap`, file-backed folio": ("writers=zap", "folio=file"),
    "`zap`": ("writers=zap",),
}
# The same with merged stores.
MERGED: dict[str, tuple[str, ...]] = {
    "`contpte`, `lock`": ("writers=contpte", "granularity=lock"),
    "`protect`, `lock`": ("writers=protect", "granularity=lock"),
    "`protect-batched`, `lock`": ("writers=protect-batched", "granularity=lock"),
    "`numa`, `lock`": ("writers=numa", "granularity=lock"),
}


def scenario_of(settings: tuple[str, ...], nr_pages: int) -> Scenario:
    """The scenario of one point."""
    more: tuple[str, ...] = (
        (f"initial=P{nr_pages}|0{nr_pages}",) if "writers=mremap" in settings else ()
    )
    merged = "granularity=lock" in settings
    if not merged:
        more += ("granularity=fine",)
    elif nr_pages in CONT_PTES:
        more += (f"cont_ptes={CONT_PTES[nr_pages]}",)
    return load_scenario("torn-pte0", (*settings, *more, f"nr_pages={nr_pages}"))


def spec_of(settings: tuple[str, ...], nr_pages: int) -> Spec:
    """The spec of one point."""
    return render(scenario_of(settings, nr_pages))


def distinct_states(settings: tuple[str, ...], nr_pages: int, tools: Toolchain) -> int | None:
    """Count the distinct states of one point, None if it is not decided in time."""
    spec = spec_of(settings, nr_pages)
    merged = "granularity=lock" in settings
    limits = Limits(timeout=MERGED_SECONDS if merged else SECONDS)
    with (
        tempfile.TemporaryDirectory() as place,
        lone_session(spec, tools, limits, Path(place)) as ask,
    ):
        result = ask(Question("scale", spec.select(["LockDiscipline"]))) if ask else None
    complete = result is not None and result.complete and result.counts is not None
    return result.counts.distinct if complete and result and result.counts else None


def measured() -> dict[str, dict[int, int]]:
    """Read the distinct states that were measured, by actor and by nr_pages."""
    rows = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {actor: {int(size): n for size, n in row.items()} for actor, row in rows.items()}


def exponent(counts: Mapping[int, int]) -> float | None:
    """The exponent of the growth between the two largest sizes, None if there is but one."""
    if len(counts) < 2:
        return None
    (small, few), (large, many) = sorted(counts.items())[-2:]
    return math.log(many / few) / math.log(large / small)


def main() -> None:
    """Measure, and write what was found."""
    tools = find_toolchain()
    rows: dict[str, dict[int, int]] = {}
    for actors, sizes in ((ACTORS, SIZES), (MERGED, MERGED_SIZES)):
        for actor, settings in actors.items():
            rows[actor] = counts = {}
            for size in sizes:
                states = distinct_states(settings, size, tools)
                if states is None:
                    break
                counts[size] = states
            sys.stdout.write(f"{actor}: {counts}\n")
            sys.stdout.flush()
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
