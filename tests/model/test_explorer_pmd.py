"""Tests of PMD mappings and of hugetlb in the explorer, against outcomes derived by hand."""

from dataclasses import replace

import pytest

from explorer import Exploration, Setup, Writer, advance, explore, first_state, reachable

SYNC = frozenset({"TTU_SYNC"})


def patterns(result: Exploration) -> set[str]:
    """List the final patterns alone."""
    return {outcome[0] for outcome in result.outcomes}


PMD = Setup(
    nr_pages=3,
    ttu=frozenset({"TTU_SPLIT_HUGE_PMD"}),
    pmd_mapped=frozenset({1}),
    policy="none",
    writers=(),
)


@pytest.mark.parametrize("kernel", ["v6.8", "v6.10", "v6.11", "latest"])
def test_split_leaves_a_gap_before_the_first_pte(kernel: str) -> None:
    """Before the walk or in it, the PMD lock is dropped, and protect hides what it is at."""
    protect = replace(PMD, kernel=kernel, writers=(Writer("protect"),))
    torn = explore(protect)
    assert patterns(torn) == {"SSS", "PSS", "PPS", "PPP"}
    assert torn.torn
    assert patterns(explore(replace(protect, ttu=PMD.ttu | SYNC))) == {"SSS"}


def _spurious(setup: Setup) -> bool:
    """Tell whether try_to_unmap() can return while a folio without any PMD counts as mapped."""
    return any(
        state.actors[0].returned and state.entire and set(state.pmds) == {"0"}
        for state, _ in reachable(setup)
    )


def test_none_pmd_is_believed_too_soon() -> None:
    """zap_huge_pmd() drops the map count after the clear of the PMD; with SYNC reclaim waits."""
    zap = replace(PMD, kernel="latest", writers=(Writer("zap"),))
    assert _spurious(zap)
    assert not _spurious(replace(zap, ttu=PMD.ttu | SYNC))


def test_zap_in_the_second_vma_gives_the_pmd_lock_back() -> None:
    """A split of the folio needs the PMD lock of each VMA after a zap there."""
    zaps = (Writer("zap", last=0), Writer("zap", vma=2))
    both = replace(PMD, kernel="v6.8", vmas=2, pmd_mapped=frozenset({2}), writers=zaps)
    result = explore(both)
    assert not result.deadlock
    assert any("split" in outcome[1] for outcome in result.outcomes)


def test_mlocked_pmd_is_not_split_in_the_walk() -> None:
    """Split before the walk, the PMD is gone though nothing is unmapped; in it, it stays."""
    mlocked = replace(PMD, mlocked=frozenset({1}))
    assert explore(replace(mlocked, kernel="v6.10")).outcomes == {("PPP", "kept", False, 3, 0)}
    assert explore(replace(mlocked, kernel="v6.11")).outcomes == {("HHH", "kept", False, 3, 0)}
    # The newest kernel mlocks the folio, so that it gives its slots back.
    assert explore(replace(mlocked, kernel="latest")).outcomes == {("HHH", "kept", False, 0, 0)}


def test_folio_with_a_pmd_goes_to_swap_whole() -> None:
    """v6.8 splits folios without a PMD mapping before swap, so one that loses it in time, too."""
    alone = explore(replace(PMD, kernel="v6.8"))
    assert alone.outcomes == {("SSS", "reclaimed", False, 3, 3)}
    split = explore(replace(PMD, kernel="v6.8", writers=(Writer("split-pmd"),)))
    assert split.outcomes == alone.outcomes | {("SSS", "reclaimed+split", False, 3, 3)}
    slots = explore(replace(PMD, kernel="latest", shortages=frozenset({"swap_slots"})))
    assert slots.outcomes == {("SSS", "reclaimed+split", False, 3, 3)}


def test_walk_begins_again_when_its_page_table_was_freed() -> None:
    """pmd_same() under the PTL sends the walk back to the PMD, which is none by then."""
    setup = replace(PMD, kernel="latest")
    state = first_state(setup)._replace(ptes=("000",), pmds="0")
    walk = state.actors[0]._replace(step="check", held=setup.ptl(0, 0))
    state = state._replace(ptls=walk.held, entire=0).move(0, walk)
    steps = []
    while not state.actors[0].returned:
        (state,) = advance(setup, state, 0)
        steps.append(state.actors[0].step)
    assert steps[:3] == ["unlock", "pmd_walk", "walked"]
    assert not state.ptls


def test_hugetlb_folio_is_one_entry() -> None:
    """Memory failure makes it a hwpoison entry, and unmap of the VMA clears that or comes first."""
    hugetlb = Setup(nr_pages=1, folio="hugetlb", vmas=2, writers=())
    assert explore(hugetlb).outcomes == {("X|X", "reclaimed", False, 0, 0)}
    zapped = explore(replace(hugetlb, writers=(Writer("zap", vma=2), Writer("contpte"))))
    assert patterns(zapped) == {"X|0"}
    assert not zapped.missed


@pytest.mark.parametrize(
    ("setup", "message"),
    [
        ({"pmd_mapped": frozenset({1})}, "TTU_SPLIT_HUGE_PMD"),
        ({"pmd_mapped": frozenset({2})}, "pmd_mapped must name VMAs"),
        ({"pmd_mapped": frozenset({1}), "writers": (Writer("cow"),)}, "cow does not know PMDs"),
        ({"writers": (Writer("split-pmd"),)}, "split-pmd needs pmd_mapped"),
        ({"folio": "hugetlb", "nr_pages": 2}, "one entry"),
        ({"folio": "hugetlb", "nr_pages": 1, "writers": (Writer("cow"),)}, "know hugetlb"),
    ],
)
def test_impossible_pmds_and_hugetlb_are_refused(setup: dict[str, object], message: str) -> None:
    """What is refused is said."""
    with pytest.raises(ValueError, match=message):
        Setup(**setup)  # type: ignore[arg-type]
