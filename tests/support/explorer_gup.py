"""GUP-fast: a page is pinned through its PTE, or the PMD, without any lock."""

from explorer_state import MAPPED, Setup, State
from explorer_words import changed


def _head(setup: Setup, state: State, page: int) -> int:
    """The first page of the folio that a page belongs to."""
    return 0 if setup.nr_pages > 1 and not state.split else page


def gup(setup: Setup, state: State, me: int) -> list[State]:
    """GUP-fast: pin a page seen mapped; the look after that could only drop the pin sooner."""
    actor, page = state.actors[me], state.actors[me].pte
    match actor.step:
        case "start":
            letters, huge = state.ptes[actor.vma], state.pmds[actor.vma] == "H"
            if state.pmds[actor.vma] in "0O" and setup.collapses:
                return [state.move(me, actor.again())]
            span = [each for each in setup.span(me) if each not in setup.shared]
            pin = [actor._replace(step="pin", pte=i) for i in span if huge or letters[i] in MAPPED]
            rest = [actor.again()] if len(pin) < len(span) else []
            return [state.move(me, each) for each in pin + rest]
        case "pin":  # try_get_folio() looks for the folio, takes a reference, and looks again
            return [state.move(me, actor._replace(step="get", page=_head(setup, state, page)))]
        case "get":
            if state.gone >> actor.page & 1:
                return [state.move(me, actor.again())]
            return [state.ref(actor.page, 1).move(me, actor._replace(step="look"))]
        case "look":
            step = "count" if actor.page == _head(setup, state, page) else "put"
            return [state.move(me, actor._replace(step=step))]
        case "put":
            return [state.ref(actor.page, -1).move(me, actor._replace(step="pin"))]
        case "count":
            pinned = state._replace(pins=changed(state.pins, page, 1))
            onward = "recheck" if setup.collapses else "unpin"
            return [pinned.move(me, actor._replace(step=onward))]
        case "recheck":  # the PMD, and the PTE in the page table that was found before
            stays = state.pmds[actor.vma] == "T" or not setup.gup_compares_pmd
            step = "use" if stays and state.ptes[actor.vma][page] in MAPPED else "unpin"
            return [state.move(me, actor._replace(step=step))]
        case "use":
            return [state.move(me, actor._replace(step="unpin"))]
        case "unpin":
            unpinned = state._replace(pins=changed(state.pins, page, -1)).ref(actor.page, -1)
            return [unpinned.move(me, actor._replace(page=-1).again())]
    raise AssertionError(actor)
