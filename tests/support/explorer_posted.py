"""Batches of swapbacked anonymous PTEs as posted, May 2026: ttu_anon_folio() in sub-batches.

Of the run from pte up to stop all PTEs have been cleared before anything else happens. Then come
sub-batches whose pages are alike in PageAnonExclusive; what earlier ones did no failure undoes.
"""

from explorer_state import Actor, Setup, State


def sub_stop(setup: Setup, first: int, stop: int) -> int:
    """page_anon_exclusive_batch(): one past the pages that are as the first one is."""
    wanted = setup.exclusive(first)
    return next((page for page in range(first, stop) if setup.exclusive(page) != wanted), stop)


def posted(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step with a run of PTEs of a large anonymous folio; end is the PTE at hand."""
    actor = state.actors[me]
    vma, first, here, stop = actor.vma, actor.pte, actor.end, actor.stop
    sub = range(first, sub_stop(setup, first, stop))

    def go(step: str, now: State, at: int) -> list[State]:
        return [now.move(me, actor._replace(step=step, end=at))]

    match actor.step:
        case "posted_clear":
            last = here + 1 == stop
            step, at = ("posted_count", first) if last else (actor.step, here + 1)
            return go(step, state.store(vma, here, "0"), at)
        case "posted_count":  # folio_dup_swap_pages(): all or none, under the cluster's lock
            failed = go("posted_restore", state, first)
            step = "posted_share" if setup.exclusive(first) else "posted_set"
            raised = go(step, recount(state, sub, 1), first)
            return raised + failed if "swap_count" in setup.shortages else raised
        case "posted_share":  # folio_try_share_anon_rmap_ptes()
            return go("posted_uncount" if sum(state.pins) else "posted_set", state, first)
        case "posted_uncount":  # folio_put_swap_pages()
            return go("posted_restore", recount(state, sub, -1), first)
        case "posted_set":
            step = "posted_drop" if here + 1 == sub.stop else actor.step
            return go(step, state.store(vma, here, "S"), here + 1)
        case "posted_drop":  # finish_folio_unmap()
            dropped = state.drop_rmap(setup, first, sub.stop)
            return [dropped.move(me, after(setup, actor._replace(pte=sub.stop, end=sub.stop)))]
        case "posted_restore":
            restored = state.store(vma, here, "P")
            if here + 1 == stop:
                return [restored.move(me, actor._replace(end=0, stop=0).unlock("stop"))]
            return go(actor.step, restored, here + 1)
    raise AssertionError(actor)


def after(setup: Setup, actor: Actor) -> Actor:
    """Go on behind a sub-batch: with the next one, with the walk, or at the end of the table."""
    if actor.pte < actor.stop:
        return actor._replace(step="posted_count")
    onward = actor._replace(step="check", end=0, stop=0)
    if actor.pte == setup.nr_pages:
        return onward.unlock("walked")
    return onward.unlock("next_table") if actor.pte == setup.straddle else onward


def recount(state: State, pages: range, by: int) -> State:
    """Change the swap counts of a sub-batch at once."""
    for page in pages:
        state = state.swap(page, by)
    return state
