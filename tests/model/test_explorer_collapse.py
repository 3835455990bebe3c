"""Tests of a collapse in the explorer, against outcomes derived by hand from mm/khugepaged.c."""

from dataclasses import replace

import pytest

from explorer import Exploration, Setup, Writer, advance, explore, first_state

COLLAPSE = Setup(nr_pages=2, kernel="latest", writers=(Writer("collapse"),))
BESIDE_GUP = replace(COLLAPSE, writers=(Writer("gup"), Writer("collapse")))
GONE = ("OO", "reclaimed", False, 0, 0)  # copied into the huge folio, and freed
SWAPPED = ("SS", "reclaimed", False, 2, 2)


def patterns(result: Exploration) -> set[str]:
    """List the final patterns alone."""
    return {outcome[0] for outcome in result.outcomes}


def test_the_folio_is_collapsed_or_goes_to_swap() -> None:
    """Each finds the folio whole or in the hands of the other.

    Collapse puts the page table back if reclaim has the folio lock; reclaim leaves alone what
    collapse has locked, and never meets a folio that was freed.
    """
    assert explore(COLLAPSE).outcomes == {GONE, SWAPPED}
    assert not explore(COLLAPSE).deadlock


@pytest.mark.parametrize("kernel", ["rfc-base", "v6.11", "latest"])
def test_a_collapse_hides_no_pte_from_the_walk(kernel: str) -> None:
    """The page table is withdrawn under the rmap lock: without TTU_SYNC, too, nothing is missed."""
    found = explore(replace(COLLAPSE, kernel=kernel, policy="none"))
    assert found.outcomes == {GONE, SWAPPED}
    assert not found.missed
    assert not found.torn


def test_gup_compares_the_pmd() -> None:
    """A pin through a page table that was withdrawn is dropped; without that look it is used."""
    assert not explore(BESIDE_GUP).pin_lost
    assert explore(replace(BESIDE_GUP, gup_compares_pmd=False)).pin_lost


def test_a_pin_keeps_the_page_table() -> None:
    """What is pinned before the references are counted is not collapsed.

    With the reference of GUP-fast a folio that was collapsed is not freed; reclaim may then free
    it later, without I/O if it comes first to look whether it is mapped, or not at all.
    """
    found = explore(BESIDE_GUP)
    assert {"OO", "PP", "SP", "SS"} == patterns(found)
    collapsed = {outcome[1:] for outcome in found.outcomes if outcome[0] == "OO"}
    assert ("kept", False, 0, 0) in collapsed
    assert ("reclaimed", False, 0, 0) in collapsed
    state = first_state(BESIDE_GUP)
    pinned = state._replace(refs=(1, 0), pins=(1, 0))
    while pinned.actors[2].step != "done":
        (pinned,) = advance(BESIDE_GUP, pinned, 2)
    assert (pinned.pmds, pinned.ptes) == ("T", ("PP",))
    assert not (pinned.folio_lock or pinned.rmap_lock or pinned.ptls or pinned.pmd_locks)


def test_in_one_of_two_mms() -> None:
    """The other mm maps the folio still: it is not freed, and reclaim swaps it out there alone.

    Or reclaim finds the folio locked, or has swapped it out in both before.
    """
    found = explore(replace(COLLAPSE, vmas=2, writers=(Writer("collapse", vma=2),)))
    assert found.outcomes == {
        ("PP|OO", "kept", False, 0, 0),
        ("SS|OO", "reclaimed", False, 2, 2),
        ("SS|SS", "reclaimed", False, 2, 2),
    }


def test_a_torn_folio_is_not_collapsed() -> None:
    """A swap entry among the PTEs ends the isolation, and the page table comes back."""
    shortage = replace(COLLAPSE, shortages=frozenset({"swap_count"}))
    assert patterns(explore(shortage)) == {"OO", "PP", "SP", "SS"}


def test_a_part_of_a_page_table_is_refused() -> None:
    """The PMD maps all of it."""
    with pytest.raises(ValueError, match="collapse replaces a whole table"):
        replace(COLLAPSE, writers=(Writer("collapse", last=0),))
