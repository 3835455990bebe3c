"""Tests of UFFDIO_MOVE in the explorer, against outcomes derived by hand from mm/userfaultfd.c."""

from dataclasses import replace

import pytest

from explorer import Exploration, Setup, Writer, advance, explore, first_state
from explorer_state import State

SMALL = Setup(nr_pages=1, vmas=2, initial="P|0", kernel="latest", writers=(Writer("uffd-move"),))
LARGE = replace(SMALL, nr_pages=2, initial="PP|00")


def patterns(result: Exploration) -> set[str]:
    """List the final patterns alone."""
    return {outcome[0] for outcome in result.outcomes}


def moved(state: State, setup: Setup = SMALL, until: str = "done") -> State:
    """Let the CPU that moves run alone, up to a step of it."""
    while state.actors[1].step != until:
        (state,) = advance(setup, state, 1)
    return state


@pytest.mark.parametrize("first_move", [False, True])
def test_a_small_page_ends_at_the_new_place(*, first_move: bool) -> None:
    """It moves present, or as a swap entry; nothing that reclaim does makes that fail.

    Who waits for the lock of reclaim has a reference, so that the folio is kept in the swap cache.
    """
    found = explore(replace(SMALL, first_move=first_move))
    assert patterns(found) == {"0|P", "0|S"}
    assert {("0|P", "kept", False, 0, 0), ("0|S", "reclaimed", False, 1, 1)} < found.outcomes
    assert ("0|S", "kept", False, 1, 0) in found.outcomes
    assert not found.deadlock


@pytest.mark.parametrize(("kernel", "first_move"), [("rfc-base", True), ("latest", False)])
def test_nothing_of_a_large_folio_is_torn_or_missed(kernel: str, *, first_move: bool) -> None:
    """Without TTU_SYNC, too: what the move clears, it clears under the folio lock."""
    found = explore(replace(LARGE, kernel=kernel, policy="none", first_move=first_move))
    assert not (found.torn or found.missed or found.deadlock)
    # A large folio in the swap cache stays where it is, if the move looks there.
    assert ("SS|00" in patterns(found)) != first_move
    # It is split before a page moves while it is present.
    assert all("split" in outcome[1] for outcome in found.outcomes if "P" in outcome[0])


def test_a_pinned_page_stays() -> None:
    """It is not moved, whether it was pinned before the PTE was cleared or right after."""
    before = first_state(SMALL)._replace(pins=(1,), refs=(1,))
    assert moved(before).ptes == ("P", "0")
    after = moved(first_state(SMALL), until="pinned")
    assert after.ptes == ("0", "0")
    assert moved(after._replace(refs=(2,), pins=(1,))).ptes == ("P", "0")


def test_the_new_place_must_be_empty() -> None:
    """With -EEXIST the move ends there: the pages behind are not moved either."""
    filled = [replace(LARGE, initial=initial) for initial in ("PP|O0", "PP|0O")]
    found = [moved(first_state(setup), setup).ptes for setup in filled]
    assert found == [("PP", "O0"), ("0P", "PO")]


def test_two_moves_do_not_wait_for_each_other() -> None:
    """Both take the PTLs in the order of their addresses, wherever they move to."""
    both = (Writer("uffd-move"), Writer("uffd-move", vma=2))
    assert not explore(replace(SMALL, writers=both)).deadlock


def test_what_it_is_for() -> None:
    """It moves between two VMAs."""
    with pytest.raises(ValueError, match="vmas = 2"):
        replace(SMALL, vmas=1, initial="P")
