"""CONT bits: what the model, TLC and the independent explorer say of folding and unfolding."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agree import compare
from surveys import surveyed
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain

CONT = "cont=bbm"
QUICK = [
    (CONT, *more)
    for more in (
        ("writers=protect:3-3",),
        ("writers=protect-batched:1-3",),
        ("writers=protect-batched", "cont_ptes=2"),
        ("writers=numa:3-3", "hinted=3"),
        ("writers=zap", "nr_pages=2"),
        ("writers=cow", "vmas=2", "nr_pages=2"),
        ("writers=contpte", "straddle=2", "cont_ptes=2"),
        ("writers=gup", "nr_pages=2"),
        ("shortages=swap_count", "writers=protect:1-1", "nr_pages=2"),
    )
]
MORE = [
    (CONT, *more)
    for more in (
        ("writers=protect:1-2", "ttu=TTU_SYNC"),
        ("writers=protect", "cont_ptes=2"),
        ("writers=protect:0-2,protect:3-3",),
        ("writers=protect-batched:1-2", "cont_ptes=2"),
        ("writers=protect-batched:0-2,protect-batched:3-3",),
        ("writers=protect,protect-batched", "nr_pages=2"),
        ("writers=numa*2", "hinted=1,2"),
        ("writers=numa,protect", "hinted=1", "nr_pages=2"),
        ("writers=zap:3-3",),
        ("writers=zap:1-2", "cont_ptes=2"),
        ("writers=cow:2-2", "ttu=TTU_SYNC"),
        ("writers=contpte*2", "nr_pages=3"),
        ("writers=contpte,protect:0-0", "nr_pages=3"),
        ("writers=gup", "passes=2"),
        ("writers=gup,contpte", "nr_pages=2"),
        ("writers=shrinker,zap:1-1", "nr_pages=3"),
        ("writers=madvise,contpte", "passes=2", "nr_pages=3"),
        ("writers=zap:0-0,protect-batched", "nr_pages=3"),
        ("initial=PPPPPP0P", "nr_pages=8", "cont_ptes=2", "writers=protect:1-1"),
        ("writers=contpte", "policy=marker"),
        ("writers=protect:3-3", "policy=give-up"),
        ("shortages=swap_count", "writers=protect:3-3"),
    )
]


def differences(points: Sequence[Sequence[str]], tools: Toolchain) -> list[str]:
    """What the explorer says otherwise than TLC."""
    scenarios = [load_scenario("torn-pte0", point) for point in points]
    return compare(scenarios, surveyed([render(each) for each in scenarios], tools))


def test_the_explorer_reaches_the_same_final_states(tools: Toolchain) -> None:
    """Each writer folds or unfolds as the explorer does, and reclaim itself."""
    assert differences(QUICK, tools) == []


@pytest.mark.long
def test_the_explorer_reaches_the_same_final_states_at_more_points(tools: Toolchain) -> None:
    """Several writers, several blocks, a split, policies and shortages."""
    assert differences(MORE, tools) == []


def test_a_processor_that_needs_no_flush_tears_the_folio_the_same_ways(tools: Toolchain) -> None:
    """The flush changes no PTE: only the time between the clears and the stores is another."""
    kernel = ("kernel=v7.3", "policy=none", "writers=protect-batched:3-3")
    scenarios = [load_scenario("torn-pte0", (*kernel, f"cont={cont}")) for cont in ("bbm", "bbml3")]
    with_flush, without = surveyed([render(each) for each in scenarios], tools)
    assert with_flush.outcomes == without.outcomes
    # Of PTE0..PTE3 the walk misses none, or the first one, two or three, or all.
    assert len(with_flush.outcomes) == 5


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (("hinted=3",), "hinted changes nothing"),
        ((CONT, "kernel=v6.8"), "folds no CONT blocks"),
        (("cont=bbml3",), "flushes whatever the processor can do"),
        ((CONT, "cont_ptes=1"), "is never folded"),
        ((CONT, "straddle=1", "cont_ptes=2"), "crosses the page table boundary"),
        ((CONT, "folio=file"), "only for an anonymous folio"),
        ((CONT, "policy=batch"), "only for an anonymous folio"),
        ((CONT, "writers=fault"), "writer fault does to folded CONT blocks"),
        ((CONT, "writers=numa:0-1", "hinted=3"), "hinted names none of its range"),
    ],
)
def test_what_is_not_followed_is_refused(settings: tuple[str, ...], what: str) -> None:
    """CONT bits are followed where it is known what everybody does to them."""
    with pytest.raises(BadInput, match=what):
        load_scenario("torn-pte0", settings)


def test_the_seed_has_no_cont_bits() -> None:
    """Nothing of it is in a module that does not ask for it."""
    assert "cont[" not in render(load_scenario("torn-pte0")).tla
