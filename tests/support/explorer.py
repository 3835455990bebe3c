"""Reach every state of reclaim racing with other CPUs on one folio, in plain Python.

This is a second opinion on the model checker: written apart from the specs, sharing nothing with
them, so that the two can be held against each other by the final states they reach. Here are
the reclaim passes, shrink_folio_list(), and the search itself; try_to_unmap() is in
explorer_unmap.py, the other CPUs in explorer_actors.py and explorer_split.py, PMD mappings in
explorer_pmd.py, khugepaged in explorer_collapse.py, UFFDIO_MOVE in explorer_move.py, CONT blocks in
explorer_cont.py, what they share in explorer_state.py.

Reclaim goes folio by folio: the large one, or after a split each page as a small one; the pages of
the one at hand are pages_at_hand(). A step is named for what it does next. Each load of a counter
or PTE without a lock is a step of its own, so that anyone may run before and after it.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer_actors import WRITERS
from explorer_collapse import pins_what_is_not_mapped
from explorer_cont import convert, first_cont, hints
from explorer_move import uffd_move
from explorer_pmd import HUGE
from explorer_split import SPLITTERS, split_folio
from explorer_state import MAPPED, Actor, Setup, State, Step, acquire, release
from explorer_unmap import bits, is_anon, is_mapped, pages_at_hand, total, try_to_unmap
from explorer_words import Writer

__all__ = ["Exploration", "Outcome", "Setup", "Writer", "explore", "reachable"]

RECLAIM = 0  # reclaim is the first CPU of every state, the writers follow

Outcome = tuple[str, str, bool, int, int]  # pattern, folio, queued, slots, io


@dataclass(frozen=True)
class Exploration:
    """What the reachable states show."""

    outcomes: frozenset[Outcome]
    states: int
    torn: bool  # try_to_unmap() of the large anon folio left a P and an S in one VMA
    missed: bool  # a PTE that the walk left behind as none is present again within the pass
    pin_lost: bool  # GUP-fast has given out a page that is not mapped any more
    deadlock: bool  # nobody can take a step, but not everybody has finished


def take_folio(setup: Setup, state: State, me: int, page: int) -> State:
    """Begin with a folio: the checks for swap are skipped by one already in the swap cache."""
    while page >= 0 and state.gone >> page & 1:
        page += 1
    actor = state.actors[me]._replace(page=page)
    if page == setup.nr_pages:
        return state.move(me, actor._replace(step="end"))
    cached = state.cached & bits(pages_at_hand(setup, actor))
    to_swap = is_anon(setup, state, actor) and not cached
    return state.move(me, actor._replace(step="pinned" if to_swap else "mapped"))


def next_folio(setup: Setup, state: State, me: int) -> list[State]:
    """Leave the folio at hand as it is; the next one is the next page after a split."""
    actor = state.actors[me]
    if actor.page < 0:
        return [state.move(me, actor._replace(step="end"))]
    return [take_folio(setup, state, me, actor.page + 1)]


def shrink_folio_list(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of a reclaim pass outside try_to_unmap()."""
    actor = state.actors[me]
    pages = pages_at_hand(setup, actor)
    mask, large = bits(pages), actor.page < 0

    def go(step: str) -> list[State]:
        return [state.move(me, actor._replace(step=step))]

    match actor.step:
        case "start":  # of a pass: folio_trylock()
            begun = state._replace(refaulted=False)
            freed = state.gone == bits(range(setup.nr_pages))  # by somebody else
            if state.folio_lock or freed:
                return [begun.move(me, actor._replace(step="passed", returned=False))]
            page = 0 if state.split or setup.nr_pages == 1 else -1
            begun = begun._replace(folio_lock=True).move(me, actor._replace(returned=False))
            return [take_folio(setup, begun, me, page)]
        case "pinned":  # folio_maybe_dma_pinned()
            if total(state.pins, pages):
                return next_folio(setup, state, me)
            return go("expected_refs" if large else "add_to_swap")
        case "expected_refs":  # can_split_folio()
            if total(state.refs, pages):
                return next_folio(setup, state, me)
            return go("entire" if setup.kernel == "v6.8" else "deferred")
        case "entire":  # folio_entire_mapcount(): not zero, then it goes to swap as a whole
            whole = state.entire and "swap_slots" not in setup.shortages
            return go("add_to_swap" if whole else "split")
        case "deferred":
            if state.queued:
                return go("split")
            return go("split" if "swap_slots" in setup.shortages else "add_to_swap")
        case "split_done":
            if not state.split:
                return next_folio(setup, state, me)
            # The pins were looked at before the split: the first page goes to swap at once.
            return [state.move(me, actor._replace(step="add_to_swap", page=0))]
        case "add_to_swap":
            # What an earlier pass wrote is in slots that are free by now: the pages are dirty.
            after = state._replace(cached=state.cached | mask, io=state.io & ~mask)
            return [after.move(me, actor._replace(step="mapped"))]
        case "mapped":  # folio_mapped()
            if not is_mapped(state, pages):
                return go("pinned_after")
            sync = "TTU_SYNC" in setup.ttu or (large and setup.remedy == "ttu-sync")
            asks = large and not sync and setup.remedy == "ttu-sync-unless-deferred"
            step = "policy" if asks else "rmap"
            return [state.move(me, actor._replace(step=step, sync=sync))]
        case "policy":  # list_empty(&folio->_deferred_list)
            return [state.move(me, actor._replace(step="rmap", sync=not state.queued))]
        case "mapped_after":  # folio_mapped()
            return go("activate" if is_mapped(state, pages) else "pinned_after")
        case "activate":  # folio_free_swap()
            wanted = "swap_space" in setup.shortages or state.mlocked & mask
            free = wanted and not total(state.swaps, pages)
            after = state._replace(cached=state.cached & ~mask) if free else state
            return next_folio(setup, after, me)
        case "pinned_after":
            if total(state.pins, pages):
                return go("activate")
            return go("pageout" if is_anon(setup, state, actor) else "remove")
        case "pageout" if mask & ~state.io and total(state.refs, pages):
            return next_folio(setup, state, me)  # PAGE_KEEP; what is clean is not asked about
        case "pageout":
            after = state._replace(io=state.io | mask)
            return [after.move(me, actor._replace(step="remove"))]
        case "remove":  # __remove_mapping() freezes the references; what is freed is not queued
            if total(state.refs, pages):
                return next_folio(setup, state, me)
            after = state._replace(cached=state.cached & ~mask, gone=state.gone | mask)
            if large:
                after = after._replace(queued=False)
            return next_folio(setup, after, me)
        case "end":  # folio_unlock()
            onward = Actor("passed", actor.times, returned=actor.returned)
            return [state._replace(folio_lock=False).move(me, onward)]
        case "passed":
            more = actor.times > 1 and state.gone != bits(range(setup.nr_pages))
            step, times = ("start", actor.times - 1) if more else ("done", 0)
            return [state.move(me, Actor(step, times, returned=actor.returned))]
    if actor.step.startswith("split"):
        return split_folio(setup, state, me, own=0)
    return try_to_unmap(setup, state, me)


def unmap_poisoned_folio(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of memory failure, which unmaps a hugetlb folio: it waits for the folio lock.

    TTU_SYNC changes nothing here: the lock is taken before the one entry is looked at anyway.
    """
    actor = state.actors[me]
    match actor.step:
        case "start":
            if state.folio_lock:
                return []
            onward = actor._replace(step="rmap", sync=True)
            return [state._replace(folio_lock=True).move(me, onward)]
        case "mapped_after":  # folio_mapped()
            gone = 0 if is_mapped(state, range(1)) else 1
            return [state._replace(gone=gone).move(me, actor._replace(step="end"))]
        case "end":
            return [state._replace(folio_lock=False).move(me, Actor("done"))]
    return try_to_unmap(setup, state, me)


STEPS: Mapping[str, Step] = {**WRITERS, **SPLITTERS, "uffd-move": uffd_move}


def advance(setup: Setup, state: State, me: int) -> list[State]:
    """List the states one CPU can lead to: none if it has finished or has to wait."""
    actor = state.actors[me]
    if actor.converts:
        return convert(setup, state, me)
    match actor.step:
        case "lock":
            return acquire(setup, state, me, actor._replace(step=actor.then, then=""))
        case "unlock":
            return [release(state, me)]
        case "done":
            return []
    if me != RECLAIM:
        return STEPS[setup.writers[me - 1].kind](setup, state, me)
    if setup.folio == "hugetlb":
        return unmap_poisoned_folio(setup, state, me)
    return shrink_folio_list(setup, state, me)


def first_state(setup: Setup) -> State:
    """Build the state in which nobody has done anything yet."""
    size, patterns = setup.nr_pages, setup.patterns
    maps = tuple(sum(each[i] == "P" for each in patterns) for i in range(size))
    swaps = tuple(sum(each[i] == "S" for each in patterns) for i in range(size))
    everything = (1 << size) - 1
    writers = (Actor("start", each.times, each.vma - 1) for each in setup.writers)
    partly = 0 in maps and any(maps) and not any(swaps) and not setup.pmd_mapped
    return State(
        ptes=patterns,
        maps=maps,
        swaps=swaps,
        refs=(0,) * size,
        pins=(0,) * size,
        actors=(Actor("start", setup.passes), *writers),
        cached=everything if any(swaps) else 0,
        swapbacked=everything if setup.folio == "anon" else 0,
        queued=partly and size > 2 and setup.folio not in ("file", "hugetlb"),
        pmds="".join("H" if i in setup.pmd_mapped else "T" for i in range(1, setup.vmas + 1)),
        entire=len(setup.pmd_mapped),
        cont=first_cont(setup),
        hinted=hints(setup),
    )


def outcome(setup: Setup, state: State) -> Outcome:
    """Tell what has become of the folio."""
    pairs = zip(state.ptes, state.pmds, strict=True)
    whole = {**dict.fromkeys(HUGE, "H"), "O": "O"}
    tables = (whole[pmd] * setup.nr_pages if pmd in whole else ptes for ptes, pmd in pairs)
    pattern = "|".join(tables).replace("D", "P")
    everything = (1 << setup.nr_pages) - 1
    folio = "partly" if state.gone else "kept"
    if state.gone == everything:
        folio = "reclaimed"
    slots = sum(state.cached >> i & 1 or n > 0 for i, n in enumerate(state.swaps))
    suffix = "+split" if state.split else ""
    return pattern, folio + suffix, state.queued, slots, state.io.bit_count()


def is_torn(state: State) -> bool:
    """Tell whether try_to_unmap() of this pass has left one VMA part mapped, part swapped."""
    if not state.actors[RECLAIM].returned or state.refaulted:
        return False
    return any("S" in each and ("P" in each or "D" in each) for each in state.ptes)


def has_missed(setup: Setup, state: State) -> bool:
    """Tell whether a PTE that try_to_unmap() of this pass has left behind is present."""
    left = state.actors[RECLAIM].left
    letters = "".join(state.ptes) if left else ""
    return any(left >> i & 1 and letter in MAPPED for i, letter in enumerate(letters))


def reachable(setup: Setup) -> Iterator[tuple[State, bool]]:
    """Each state that reclaim and the writers reach, breadth first, and whether none goes on."""
    start = first_state(setup)
    seen, queue = {start}, deque([start])
    while queue:
        state = queue.popleft()
        onward = [after for me in range(len(state.actors)) for after in advance(setup, state, me)]
        for after in onward:
            known = len(seen)
            seen.add(after)  # to ask first would hash it twice
            if len(seen) > known:
                queue.append(after)
        yield state, not onward


def explore(setup: Setup) -> Exploration:
    """Visit every reachable state."""
    outcomes: set[Outcome] = set()
    states = 0
    torn = missed = pin_lost = deadlock = False
    for state, stuck in reachable(setup):
        states += 1
        torn = torn or is_torn(state)
        missed = missed or has_missed(setup, state)
        pin_lost = pin_lost or (setup.collapses and pins_what_is_not_mapped(setup, state))
        if stuck:
            if all(actor.step == "done" for actor in state.actors):
                outcomes.add(outcome(setup, state))
            else:
                deadlock = True
    return Exploration(frozenset(outcomes), states, torn, missed, pin_lost, deadlock)
