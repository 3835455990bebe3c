"""UFFDIO_MOVE: move_pages() and what it calls, mm/userfaultfd.c of 6.8, 6.12 and 7.3.

It moves pages to the other VMA of its mm, one after the other. `run` is the page at hand, as
split_folio() uses `pte`; `page` is the first page of src_folio, -1 for NULL; `saved` is
orig_src_pte; `then` at the step "next" says how a page ended: again for -EAGAIN, moved, or failed.

Not here: batches of 7.3 and the lock of the reverse map, which nobody takes without the folio lock.
"""

from typing import Any

from explorer_split import split_folio
from explorer_state import Actor, Setup, State


def uffd_move(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of move_pages()."""
    actor, page = state.actors[me], state.actors[me].run
    old = setup.writers[me - 1].vma - 1
    new = 1 - old
    src, dst = setup.ptl(old, page), setup.ptl(new, page)

    def go(step: str, now: State = state, **changes: Any) -> list[State]:
        return [now.move(me, actor._replace(step=step, **changes))]

    def take(ptl: int, step: str) -> list[State]:
        return [] if state.ptls & ptl else go(step, state._replace(ptls=state.ptls | ptl))

    def drop(ptl: int, now: State = state) -> State:
        return now._replace(ptls=now.ptls & ~ptl)

    match actor.step:
        case "start":
            return go("dst_lock", run=setup.span(me).start)
        case "dst_lock":
            return take(dst, "dst")
        case "dst":
            if state.ptes[new][page] != "0":  # -EEXIST
                return go("out", drop(dst), then="failed")
            return go("src_lock", drop(dst))
        case "src_lock":
            return take(src, "src")
        case "src":
            return _by_entry(state, me, drop(src), state.ptes[old][page])
        case "pin_lock":
            return take(src, "pin")
        case "pin" | "pin_get" | "pin_trylock" | "wait" | "cached" | "cached_trylock":
            return _get_folio(setup, state, me, src)
        case "locked":  # a large folio is split first
            large = setup.nr_pages > 1 and not state.split
            return go("split" if large else "double")
        case "split_done":
            return go("split_put", state._replace(folio_lock=False))
        case "split_put":
            retries = state.split or setup.kernel != "latest"
            then = "again" if retries else "failed"
            return go("next", state.ref(0, -1), page=-1, then=then)
        case "double" | "double_other" | "compare" | "clear" | "pinned" | "back" | "set":
            return _move(setup, state, me)
        case "undo":  # double_pt_unlock()
            return go("undo_other", drop(dst))
        case "undo_other":
            return go("out", drop(src))
        case "out" if actor.page < 0:
            return go("next")
        case "out":
            return go("put", state._replace(folio_lock=False))
        case "put":
            return go("next", state.ref(actor.page, -1), page=-1)
        case "next":
            ended = Actor("start", actor.times, old)
            if actor.then == "again":
                return go("dst_lock", then="")
            if actor.then == "moved" and page + 1 < setup.span(me).stop:
                return [state.move(me, ended._replace(step="dst_lock", run=page + 1))]
            return [state.move(me, ended.again())]
    return split_folio(setup, state, me, own=1)


def _by_entry(state: State, me: int, after: State, letter: str) -> list[State]:
    """Go on by what the source maps, which was read under its PTL."""
    actor = state.actors[me]

    def go(step: str, **changes: Any) -> list[State]:
        return [after.move(me, actor._replace(step=step, **changes))]

    if letter in "0O":  # -ENOENT; what a PTE of another page does is not looked at
        return go("out", then="failed")
    if letter not in "PS" or (actor.page >= 0 and actor.saved != letter):
        return go("out", then="again")  # migration_entry_wait(), or the PTE has changed
    if actor.page < 0:
        return go("pin_lock" if letter == "P" else "cached", saved=letter)
    return go("locked" if letter == "P" else "cached")


def _get_folio(setup: Setup, state: State, me: int, src: int) -> list[State]:
    """Find the folio, get a reference to it and its lock; before 6.12 the reference comes first."""
    actor, page = state.actors[me], state.actors[me].run
    large = setup.nr_pages > 1 and not state.split
    unlocked = state._replace(ptls=state.ptls & ~src)

    def go(step: str, now: State = state, **changes: Any) -> list[State]:
        return [now.move(me, actor._replace(step=step, **changes))]

    match actor.step:
        case "pin" if state.ptes[setup.writers[me - 1].vma - 1][page] != actor.saved:
            return go("out", unlocked, then="again")
        case "pin" if setup.first_move:
            head = 0 if large else page
            return go("pin_trylock", unlocked.ref(head, 1), page=head)
        case "pin" if state.folio_lock:
            return go("out", unlocked, then="again") if large else go("pin_get", then="wait")
        case "pin":
            return go("pin_get", state._replace(folio_lock=True), then="locked")
        case "pin_get":
            head = 0 if large else page
            return go(actor.then, unlocked.ref(head, 1), page=head, then="")
        case "pin_trylock" | "cached_trylock":
            onward = "locked" if actor.step == "pin_trylock" else "cached"
            return go("wait") if state.folio_lock else go(onward, state._replace(folio_lock=True))
        case "wait":
            return [] if state.folio_lock else go("dst_lock", state._replace(folio_lock=True))
        case "cached" if setup.first_move:
            return go("double")
        case "cached" if actor.page >= 0:  # move_swap_pte(): folio_test_swapcache()
            still = state.cached >> page & 1
            return go("double") if still else go("out", then="again")
        case "cached" if not state.cached >> page & 1:
            return go("double")
        case "cached":  # a large one is -EBUSY
            if large:
                return go("out", then="failed")
            return go("cached_trylock", state.ref(page, 1), page=page)
    raise AssertionError(actor)


def _move(setup: Setup, state: State, me: int) -> list[State]:
    """move_present_pte() and move_swap_pte(), under the PTLs of both places."""
    actor, page = state.actors[me], state.actors[me].run
    old = setup.writers[me - 1].vma - 1
    new = 1 - old
    present = actor.saved == "P"

    def go(step: str, now: State = state, **changes: Any) -> list[State]:
        return [now.move(me, actor._replace(step=step, **changes))]

    match actor.step:
        case "double" | "double_other":
            ptl = setup.ptl(0 if actor.step == "double" else 1, page)
            step = "double_other" if actor.step == "double" else "compare"
            return [] if state.ptls & ptl else go(step, state._replace(ptls=state.ptls | ptl))
        case "compare" if state.ptes[old][page] != actor.saved or state.ptes[new][page] != "0":
            return go("undo", then="again")
        case "compare" if present and state.pins[page]:
            return go("undo", then="failed")
        case "compare" if not (present or setup.first_move) and actor.page < 0:
            cached = state.cached >> page & 1  # it has come there since
            return go("undo", then="again") if cached else go("clear")
        case "compare":
            return go("clear")
        case "clear":
            return go("pinned" if present else "set", state.store(old, page, "0"))
        case "pinned":
            return go("back" if state.pins[page] else "set")
        case "back":
            return go("undo", state.store(old, page, actor.saved), then="failed")
        case "set":
            return go("undo", state.store(new, page, actor.saved), then="moved")
    raise AssertionError(actor)
