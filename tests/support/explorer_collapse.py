"""khugepaged: collapse_huge_page(), which puts a PMD of another folio in the place of a page table.

The PMD letter is O from then on, and 0 while the page table is withdrawn. mmap_lock keeps out all
others that work on PTEs of this mm, so it is no step here: only the walk of reclaim, which the rmap
lock and then the folio lock keep out, and GUP-fast are left.

Two things are simpler than in the C. What is unlocked, put back on the LRU and perhaps freed is so
in one step, as reclaim does not find a folio that is not on the LRU. And all map counts drop at
once, as in 7.3; before, a folio could get on the list of those to split just before it is freed.
"""

from explorer_pmd import lock_pmd, unlock_pmd
from explorer_state import Setup, State


def collapse(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of collapse_huge_page()."""
    actor = state.actors[me]
    vma, pte = actor.vma, actor.pte

    def go(step: str, now: State = state) -> list[State]:
        return [now.move(me, actor._replace(step=step))]

    match actor.step:
        case "start":  # check_pmd_still_valid(), then anon_vma_lock_write()
            if state.pmds[vma] != "T":
                return [state.move(me, actor.again())]
            return [] if state.rmap_lock else go("pmd_lock", state._replace(rmap_lock=True))
        case "pmd_lock":
            return lock_pmd(state, me, actor._replace(step="flush"))
        case "flush":  # pmdp_collapse_flush()
            return go("pmd_unlock", state.store_pmd(vma, "0"))
        case "pmd_unlock":
            return unlock_pmd(state, me, actor.lock("isolate", vma, 0))
        case "isolate":  # each PTE must map something, and folio_trylock() must succeed
            if set(state.ptes[vma]) != {"P"} or state.folio_lock:
                return [state.move(me, actor.unlock("back"))]
            return go("references", state._replace(folio_lock=True))
        case "references":  # folio_expected_ref_count()
            if any(state.refs):
                return go("not_isolated")
            return [state.move(me, actor.unlock("isolated"))]
        case "not_isolated":
            return [state._replace(folio_lock=False).move(me, actor.unlock("back"))]
        case "back":
            return lock_pmd(state, me, actor._replace(step="populate"))
        case "populate":
            return go("populated", state.store_pmd(vma, "T"))
        case "populated":
            return unlock_pmd(state, me, actor._replace(step="given_up"))
        case "given_up":  # anon_vma_unlock_write()
            return [state._replace(rmap_lock=False).move(me, actor.again())]
        case "isolated":  # the same; then the pages are copied, which nobody can see
            return [state._replace(rmap_lock=False).move(me, actor.lock("clear", vma, 0))]
        case "clear":  # clear_ptes()
            cleared = state.store(vma, pte, "0")
            if pte + 1 < setup.nr_pages:
                return [cleared.move(me, actor._replace(pte=pte + 1))]
            return go("drop", cleared)
        case "drop":
            dropped = state.drop_rmap(setup, 0, setup.nr_pages)
            return [dropped.move(me, actor.unlock("putback"))]
        case "putback":
            return go("map", put_back(setup, state._replace(folio_lock=False)))
        case "map":
            return lock_pmd(state, me, actor._replace(step="set"))
        case "set":  # the huge folio is mapped
            return go("mapped", state.store_pmd(vma, "O"))
        case "mapped":
            return unlock_pmd(state, me, actor.again())
    raise AssertionError(actor)


def put_back(setup: Setup, state: State) -> State:
    """free_swap_cache() of a folio without mappings, and the last reference of one nobody holds."""
    if any(state.maps) or any(state.swaps):
        return state
    freed = 0 if any(state.refs) else (1 << setup.nr_pages) - 1
    return state._replace(cached=0, gone=freed)


def pins_what_is_not_mapped(setup: Setup, state: State) -> bool:
    """Tell whether GUP-fast has given out a page whose PTE is gone while nobody changes PTEs."""
    if state.ptls or state.pmd_locks:
        return False
    return any(
        actor.step == "use" and state.ptes[actor.vma][actor.pte] == "0"
        for actor in state.actors[1:]
    )
