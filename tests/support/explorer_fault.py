"""A page fault on a swap entry: do_swap_page(), from the load of the PTE to the mapping back."""

from explorer_state import Setup, State


def fault(setup: Setup, state: State, me: int) -> list[State]:
    """do_swap_page()."""
    actor = state.actors[me]
    vma, pte = actor.vma, actor.pte
    letters = state.ptes[vma]
    large = setup.nr_pages > 1 and not state.split
    match actor.step:
        case "start":
            swapped = [
                actor._replace(step="find", pte=each)
                for each in setup.span(me)
                if letters[each] == "S"
            ]
            rest = [actor.again()] if len(swapped) < len(setup.span(me)) else []
            return [state.move(me, each) for each in swapped + rest]
        case "load":  # the same load, of a fault that starts over
            onward = actor._replace(step="find") if letters[pte] == "S" else actor.again()
            return [state.move(me, onward)]
        case "find":  # swap_cache_get_folio()
            if state.cached >> pte & 1:
                return [state.ref(pte, 1).move(me, actor._replace(step="folio_lock"))]
            return [state.move(me, actor.lock("copy", vma, pte))]
        case "copy":  # of what was read back from swap; pte_same()
            if letters[pte] != "S":
                return [state.move(me, actor.unlock("end"))]
            return [state.swap(pte, -1).move(me, actor._replace(step="copied"))]
        case "copied":
            return [state.store(vma, pte, "O").move(me, actor.unlock("end"))]
        case "end":
            return [state.move(me, actor.again())]
        case "folio_lock":  # folio_lock_or_retry() waits for reclaim; then the cache is looked at
            if state.folio_lock:
                return []
            still = state.cached >> pte & 1
            onward = actor.lock("map", vma, pte) if still else actor._replace(step="retry")
            return [state._replace(folio_lock=True).move(me, onward)]
        case "retry":
            return [state._replace(folio_lock=False).move(me, actor._replace(step="put_retry"))]
        case "put_retry":
            return [state.ref(pte, -1).move(me, actor._replace(step="load"))]
        case "map":  # pte_same(); the range is the whole folio or one page
            if letters[pte] != "S":
                missed = "missed" if setup.kernel == "latest" else "missed_unlock"
                return [state.move(me, actor.unlock(missed))]
            first, stop = pte, pte + 1
            batches = setup.kernel in ("v6.11", "latest") and large and not setup.straddle
            if batches and set(letters) == {"S"}:
                first, stop = 0, setup.nr_pages
            pages = range(first, stop)
            maps = tuple(count + (i in pages) for i, count in enumerate(state.maps))
            after = state._replace(maps=maps, refaulted=True)
            return [after.move(me, actor._replace(step="count", end=first, stop=stop))]
        case "count":
            pages = range(actor.end, actor.stop)
            swaps = tuple(count - (i in pages) for i, count in enumerate(state.swaps))
            return [state._replace(swaps=swaps).move(me, actor._replace(step="set"))]
        case "set":  # set_ptes() stores one after the other, from end up to stop
            here = actor.end
            onward = actor._replace(end=here + 1)
            if here + 1 == actor.stop:
                onward = actor._replace(step="free", end=0, stop=0)
            return [state.store(vma, here, "P").move(me, onward)]
        case "free":  # should_try_to_free_swap() of a read, folio_free_swap()
            mlocked = vma + 1 in setup.mlocked or state.mlocked & (1 if large else 1 << pte)
            asked = "swap_space" in setup.shortages or mlocked
            after = _without_slots(state, pte, large=large) if asked else state
            return [after.move(me, actor.unlock("folio_unlock"))]
        case "missed":  # newer kernels give back what nobody needs when the PTE has changed
            after = _without_slots(state, pte, large=large)
            return [after.move(me, actor._replace(step="missed_unlock"))]
        case "missed_unlock":
            return [state._replace(folio_lock=False).move(me, actor._replace(step="put"))]
        case "folio_unlock":  # the reference is now that of the mapping
            return [state.ref(pte, -1)._replace(folio_lock=False).move(me, actor.again())]
        case "put":
            return [state.ref(pte, -1).move(me, actor.again())]
    raise AssertionError(actor)


def _without_slots(state: State, page: int, *, large: bool) -> State:
    """folio_free_swap()."""
    counted = any(state.swaps) if large else state.swaps[page] > 0
    freed = 0 if large else state.cached & ~(1 << page)
    return state if counted else state._replace(cached=freed)
