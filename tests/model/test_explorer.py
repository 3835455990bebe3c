"""Tests of the explorer alone, against outcomes derived by hand from the kernel's rules."""

from dataclasses import replace

import pytest

from explorer import Exploration, Setup, Writer, advance, explore, first_state

SYNC = frozenset({"TTU_SYNC"})
WHOLE = ("SSSS", "reclaimed", False, 4, 4)
UNTOUCHED = ("PPPP", "kept", False, 4, 0)
PREFIXES = {(pattern, "kept", False, 4, 0) for pattern in ("PPPP", "PPPS", "PPSS", "PSSS")}

MINIMAL = [
    (kind,)
    for kind in ("contpte", "protect", "protect-batched", "numa", "cow", "zap", "gup", "fault")
]


def patterns(result: Exploration) -> set[str]:
    """List the final patterns alone."""
    return {outcome[0] for outcome in result.outcomes}


@pytest.mark.parametrize("kind", ["contpte", "protect", "protect-batched"])
def test_without_sync_any_prefix_is_left(kind: str) -> None:
    """The walker steps over a leading run of any length, and swaps out the rest."""
    result = explore(Setup(writers=(Writer(kind),)))
    assert result.outcomes == PREFIXES | {WHOLE}
    assert result.torn
    assert result.missed


def test_numa_hides_one_pte_only() -> None:
    """One PTE is none for a moment, and only the first can be stepped over."""
    result = explore(Setup(writers=(Writer("numa"),)))
    assert result.outcomes == {WHOLE, ("PSSS", "kept", False, 4, 0)}


@pytest.mark.parametrize("kind", ["contpte", "protect", "protect-batched", "numa"])
@pytest.mark.parametrize("kernel", ["v6.10", "v6.11", "latest"])
def test_with_sync_the_folio_goes_whole(kind: str, kernel: str) -> None:
    """A walker that takes the PTL before it looks sees every PTE present."""
    result = explore(Setup(kernel=kernel, writers=(Writer(kind), Writer(kind))))
    assert result.outcomes == {WHOLE}
    assert not result.torn
    assert not result.missed


def test_pin_during_the_walk_tears_the_mirrored_way() -> None:
    """GUP-fast pins a page behind the walk: the head is swapped out, the tail stays mapped."""
    result = explore(Setup(kernel="latest", writers=(Writer("gup"),)))
    assert result.torn
    assert not result.missed
    assert {"SPPP", "SSPP", "SSSP"} <= patterns(result)
    assert patterns(result) <= {"PPPP", "SPPP", "SSPP", "SSSP", "SSSS"}


def test_pin_is_not_seen_on_shared_pages() -> None:
    """Only exclusive pages are checked for pins, and gup is for one VMA only."""
    with pytest.raises(ValueError, match="gup needs vmas = 1"):
        Setup(vmas=2, writers=(Writer("gup"),))


def test_failing_swap_count_tears_with_sync() -> None:
    """A swap count that cannot be raised ends the walk at any PTE."""
    shortage = frozenset({"swap_count"})
    result = explore(Setup(kernel="latest", shortages=shortage, writers=()))
    assert patterns(result) == {"PPPP", "SPPP", "SSPP", "SSSP", "SSSS"}
    batched = explore(Setup(policy="batch", shortages=shortage, writers=()))
    assert patterns(batched) == {"PPPP", "SSSS"}


def test_zap_drops_the_map_count_late() -> None:
    """Reclaim finds nothing, and the folio is kept: no I/O, and the slots stay.

    Without SYNC it may still count a mapping. With it, as without, zap may still have references,
    and pageout() writes nothing to which somebody else has one.
    """
    zap = (Writer("zap"),)
    late = ("00", "kept", False, 2, 0)
    assert late in explore(Setup(nr_pages=2, writers=zap)).outcomes
    assert late in explore(Setup(nr_pages=2, ttu=SYNC, writers=zap)).outcomes


def test_zap_keeps_references_up_to_its_end() -> None:
    """A folio that nobody maps any more is kept: before it goes to swap, or before its I/O.

    Zap only drops references, so a folio that was written is also freed.
    """
    waits = explore(Setup(nr_pages=2, ttu=SYNC, writers=(Writer("zap"),)))
    assert waits.outcomes == {
        ("00", "kept", False, 0, 0),
        ("00", "kept", False, 2, 0),
        ("00", "reclaimed", False, 0, 2),
    }


def test_zap_takes_a_run_at_once_since_v6_9() -> None:
    """Before, a zap of the whole folio leaves a part of it mapped for a while, and queues it."""
    zap = (Writer("zap"),)
    whole = explore(Setup(nr_pages=3, kernel="latest", writers=zap)).outcomes
    assert {(outcome[0], outcome[2]) for outcome in whole} == {("000", False)}
    assert not any("split" in outcome[1] for outcome in whole)
    alone = explore(Setup(nr_pages=3, kernel="v6.8", writers=zap))
    assert any("split" in outcome[1] for outcome in alone.outcomes)
    # v6.8 queues a folio whose last page is unmapped, too.
    assert any(outcome[2] for outcome in alone.outcomes)


def test_the_end_of_a_page_table_ends_a_run_of_zap() -> None:
    """Between two tables the folio is mapped in part, and queued; its references keep it whole."""
    whole = Setup(nr_pages=3, kernel="latest", writers=(Writer("zap"),))
    queued = ("000", "kept", True, 0, 0)
    assert queued not in explore(whole).outcomes
    assert queued in explore(replace(whole, straddle=1)).outcomes


@pytest.mark.parametrize("kernel", ["rfc-base", "v6.11", "latest"])
def test_mlock_in_a_later_vma_unmaps_the_first(kernel: str) -> None:
    """The first VMA is done by the time the second turns out to be locked."""
    result = explore(Setup(vmas=2, kernel=kernel, mlocked=frozenset({2}), writers=()))
    assert result.outcomes == {("SSSS|PPPP", "kept", False, 4, 0)}
    first = explore(Setup(vmas=2, kernel=kernel, mlocked=frozenset({1}), writers=()))
    slots = 0 if kernel == "latest" else 4  # there the folio is mlocked, and leaves the swap cache
    assert first.outcomes == {("PPPP|PPPP", "kept", False, slots, 0)}
    ignored = Setup(mlocked=frozenset({1}), ttu=frozenset({"TTU_IGNORE_MLOCK"}), writers=())
    assert explore(ignored).outcomes == {WHOLE}


@pytest.mark.parametrize("kind", ["contpte", "protect", "protect-batched", "numa"])
def test_give_up_keeps_the_folio_whole(kind: str) -> None:
    """The walk that would lock late gives up instead, with all PTEs as they were."""
    result = explore(Setup(policy="give-up", writers=(Writer(kind),)))
    assert patterns(result) == {"PPPP", "SSSS"}
    assert not result.torn


def test_give_up_with_two_vmas() -> None:
    """Giving up in the second VMA leaves the first one swapped out."""
    result = explore(Setup(vmas=2, policy="give-up", writers=(Writer("contpte", vma=2),)))
    assert "SSSS|PPPP" in patterns(result)
    assert not result.torn


@pytest.mark.parametrize("kind", ["contpte", "protect", "protect-batched", "numa"])
def test_marker_closes_the_window(kind: str) -> None:
    """A marker makes the walker wait, if it is looked for at the first PTE as well."""
    assert explore(Setup(policy="marker", writers=(Writer(kind),))).outcomes == {WHOLE}
    alone = explore(Setup(policy="marker-only", writers=(Writer(kind),)))
    assert alone.outcomes == {WHOLE, ("PSSS", "kept", False, 4, 0)}
    assert alone.torn


def test_no_block_is_folded_after_a_split() -> None:
    """The pages of a block are folios of their own then; a block of one page is one still."""
    split = Setup(kernel="v6.8", writers=(Writer("contpte"),))
    assert {outcome[1] for outcome in explore(split).outcomes} == {"reclaimed+split"}
    missed = explore(replace(split, cont_ptes=1)).outcomes
    assert {outcome[1] for outcome in missed} == {"partly+split", "reclaimed+split"}


def test_batch_alone_does_not_close_the_window() -> None:
    """A walk that begins late has fewer than all PTEs to batch."""
    assert explore(Setup(policy="batch")).outcomes == PREFIXES | {WHOLE}


def test_batch_is_not_torn_by_a_pin() -> None:
    """There is one pin check, before any swap entry."""
    result = explore(Setup(policy="batch", writers=(Writer("gup"),)))
    assert patterns(result) == {"PPPP", "SSSS"}


def test_v6_8_splits_first() -> None:
    """Every page is reclaimed as a small folio, which may be missed but not torn."""
    result = explore(Setup(kernel="v6.8", writers=(Writer("protect"),)))
    assert {outcome[1] for outcome in result.outcomes} == {
        *("kept+split", "partly+split", "reclaimed+split")
    }
    assert not result.torn
    assert result.missed
    alone = explore(Setup(kernel="v6.8", writers=()))
    assert alone.outcomes == {("SSSS", "reclaimed+split", False, 4, 4)}


def test_in_the_swap_cache_v6_8_does_not_split() -> None:
    """The checks for swap are skipped by a folio that is there already."""
    result = explore(Setup(kernel="v6.8", initial="PPPS", writers=()))
    assert result.outcomes == {WHOLE}


def test_fault_waits_for_the_folio_lock() -> None:
    """What reclaim has made swap stays swap while reclaim holds the folio lock."""
    setup = Setup(initial="PSSS", ttu=SYNC, writers=(Writer("fault", first=1, last=1),))
    state = first_state(setup)
    for _ in range(2):  # load the PTE, find the folio in the swap cache
        (state,) = advance(setup, state, 1)
    locked = state._replace(folio_lock=True)
    assert advance(setup, locked, 1) == []
    assert len(advance(setup, state, 1)) == 1
    result = explore(setup)
    assert not result.torn
    assert patterns(result) == {"PPSS", "SPSS", "SSSS", "SOSS"}
    for pattern, folio, *_ in result.outcomes:
        assert folio == "kept" if "P" in pattern else folio == "reclaimed"
    # The fault has a reference while it waits for the folio lock: pageout() writes nothing.
    assert ("SPSS", "kept", False, 4, 0) in result.outcomes
    # Once it has mapped the page, that reference is the mapping's, which reclaim drops.
    assert ("SSSS", "kept", False, 4, 0) not in result.outcomes


def test_fault_maps_the_folio_or_a_page() -> None:
    """From v6.11 on a folio that is all swap entries is mapped as a whole."""
    fault = (Writer("fault", first=1, last=1),)
    one = explore(Setup(initial="SSSS", kernel="v6.10", writers=fault))
    assert patterns(one) == {"SPSS", "SSSS", "SOSS"}
    every = explore(Setup(initial="SSSS", kernel="v6.11", writers=fault))
    assert patterns(every) == {"PPPP", "SSSS", "SOSS"}
    partly = explore(Setup(initial="SSSP", kernel="v6.11", writers=fault))
    assert "SPSP" in patterns(partly)


def test_torn_folio_is_not_queued() -> None:
    """In the swap cache a folio is not queued; a lazyfree one is not there, and is."""
    assert not any(outcome[2] for outcome in explore(Setup()).outcomes)
    lazyfree = explore(Setup(folio="lazyfree"))
    assert ("P000", "kept", True, 0, 0) in lazyfree.outcomes
    assert not any(outcome[2] for outcome in explore(Setup(folio="file")).outcomes)


def test_partial_zap_before_swap_is_queued() -> None:
    """A page unmapped before the swap cache queues the folio, and then it is split."""
    zap = Writer("zap", last=0)
    result = explore(Setup(kernel="latest", writers=(zap, Writer("gup", first=1))))
    assert ("0PPP", "kept", True, 0, 0) in result.outcomes
    queued = explore(Setup(kernel="latest", initial="0PPP", writers=()))
    assert queued.outcomes == {("0SSS", "reclaimed+split", False, 3, 4)}


def test_dirty_lazyfree_folio_is_given_up_half_way() -> None:
    """The PTEs before the dirty one are gone, and it stays with what comes after, or all stay."""
    store = (Writer("store", first=2, last=2),)
    for kernel, kept in (("rfc-base", "00PP"), ("latest", "PPPP")):  # the newest: as a batch
        result = explore(Setup(folio="lazyfree", kernel=kernel, writers=store))
        assert patterns(result) == {"0000", kept}
        assert not result.torn
    again = explore(Setup(folio="lazyfree", passes=2, writers=store))
    assert ("00SS", "reclaimed+split", False, 2, 4) in again.outcomes


def test_torn_folio_heals_in_the_next_pass() -> None:
    """The walk locks at the present PTE, unmaps it, and then nothing is mapped."""
    assert explore(Setup(initial="PSSS", writers=())).outcomes == {WHOLE}
    assert explore(Setup(initial="PSSS", kernel="latest", writers=())).outcomes == {WHOLE}
    once, twice = (explore(Setup(passes=passes, writers=(Writer("numa"),))) for passes in (1, 2))
    assert once.torn
    assert twice.torn
    assert len(once.outcomes) == 2
    assert twice.outcomes == {WHOLE}


@pytest.mark.parametrize("kind", ["contpte", "protect", "numa"])
def test_single_pte_is_missed_but_never_torn(kind: str) -> None:
    """One PTE is present or swap, never both; a small folio is not given SYNC."""
    result = explore(Setup(nr_pages=1, kernel="latest", writers=(Writer(kind),)))
    assert result.outcomes == {("P", "kept", False, 1, 0), ("S", "reclaimed", False, 1, 1)}
    assert result.missed
    assert not result.torn


def test_second_page_table_has_its_own_prefix() -> None:
    """Each table begins without its PTL, so PTEs can be missed at the start of each."""
    protect = (Writer("protect", first=2), Writer("protect", last=1))
    result = explore(Setup(straddle=2, writers=protect))
    assert {"SSPS", "PSPS", "PSSS", "PPSS"} <= patterns(result)
    assert explore(Setup(straddle=2, ttu=SYNC, writers=protect)).outcomes == {WHOLE}
    give_up = explore(Setup(straddle=2, policy="give-up", writers=()))
    assert patterns(give_up) == {"SSPP"}  # to lock the second table is to lock late


def test_one_vma_torn_and_the_next_one_whole() -> None:
    """A VMA with a skipped PTE counts as done, and the walk goes on."""
    result = explore(Setup(vmas=2))
    assert "PSSS|SSSS" in patterns(result)


def test_shortage_of_slots_splits() -> None:
    """Without contiguous slots the folio is split, and single pages are swapped."""
    slots = explore(Setup(kernel="latest", shortages=frozenset({"swap_slots"}), writers=()))
    assert slots.outcomes == {("SSSS", "reclaimed+split", False, 4, 4)}


def test_swap_full_leaves_the_swap_cache_only_if_nothing_is_swapped() -> None:
    """A torn folio keeps its slots; one that was wholly missed gives them back."""
    result = explore(Setup(shortages=frozenset({"swap_space"})))
    kept = {outcome for outcome in result.outcomes if outcome[1] == "kept"}
    assert kept == (PREFIXES - {UNTOUCHED}) | {("PPPP", "kept", False, 0, 0)}


def test_mremap_without_rmap_lock_is_met_later() -> None:
    """What moves to the next VMA is found there, what moves back is guarded by the rmap lock."""
    for vma, initial in ((1, "PPPP|0000"), (2, "0000|PPPP")):
        result = explore(
            Setup(vmas=2, initial=initial, kernel="latest", writers=(Writer("mremap", vma=vma),))
        )
        assert not result.deadlock
        assert {outcome[1] for outcome in result.outcomes} == {"reclaimed"}
        assert not result.missed or vma == 1


def test_cow_leaves_a_part() -> None:
    """One PTE goes to a copy, and the folio is reclaimed in part or as a whole."""
    result = explore(Setup(nr_pages=2, kernel="latest", writers=(Writer("cow"),)))
    assert {"OS", "SO", "SS"} <= patterns(result)
    assert not result.deadlock


def test_shrinker_splits_what_is_queued() -> None:
    """Only a queued folio is split by the shrinker."""
    queued = explore(Setup(initial="0PPP", writers=(Writer("shrinker"),)))
    assert {outcome[1] for outcome in queued.outcomes} >= {"reclaimed+split"}
    assert not any(outcome[2] for outcome in queued.outcomes if "split" in outcome[1])
    assert explore(Setup(writers=(Writer("shrinker"),))).outcomes == {WHOLE}


@pytest.mark.parametrize("first", [*MINIMAL, ("shrinker",), ("madvise",)])
@pytest.mark.parametrize("kernel", ["v6.8", "latest"])
def test_no_deadlock(first: tuple[str], kernel: str) -> None:
    """Every CPU gives back what it has taken."""
    for second in ("zap", "madvise"):
        writers = (Writer(first[0]), Writer(second))
        assert not explore(Setup(nr_pages=2, kernel=kernel, writers=writers)).deadlock


@pytest.mark.parametrize(
    ("setup", "message"),
    [
        ({"nr_pages": 0}, "nr_pages"),
        ({"initial": "PP"}, "letter per page"),
        ({"kernel": "v5.0"}, "unknown kernel"),
        ({"ttu": frozenset({"TTU_HWPOISON"})}, "TTU_HWPOISON"),
        ({"writers": (Writer("exec"),)}, "unknown writer"),
        ({"writers": (Writer("zap", vma=2),)}, "no such VMA"),
        ({"writers": (Writer("mremap"),)}, "second VMA"),
    ],
)
def test_impossible_setups_are_refused(setup: dict[str, object], message: str) -> None:
    """A setup that cannot be is an error."""
    with pytest.raises(ValueError, match=message):
        Setup(**setup)  # type: ignore[arg-type]
