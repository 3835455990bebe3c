"""The CPUs that write PTEs beside reclaim; GUP-fast, faults and splits have their modules.

A function of one CPU gives the states its next step can lead to, none if it has to wait. Steps
named lock and unlock are those of the PTL and are the same for all, see advance() in explorer.py.
"""

from collections.abc import Mapping

from explorer_collapse import collapse
from explorer_cont import alike_to, look_at_block, set_again, unfold
from explorer_fault import fault
from explorer_gup import gup
from explorer_pmd import change_pmd, zap_pmd
from explorer_state import (
    MAPPED,
    PROTECTED,
    Actor,
    Setup,
    State,
    Step,
    acquire,
)
from explorer_words import ZAPS_ONE_BY_ONE


def run_end(kind: str, letters: str, first: int, limit: int) -> int:
    """Tell where a run of PTEs that are cleared together ends; first if there is none there."""
    if kind == "contpte":
        return limit if all(letter in MAPPED for letter in letters[first:limit]) else first
    if kind == "protect-batched" and letters[first] in MAPPED:
        run = (pte for pte in range(first, limit) if letters[pte] not in MAPPED)
        return next(run, limit)
    return first + (letters[first] in PROTECTED)


def rewrite(setup: Setup, state: State, me: int) -> list[State]:
    """contpte_convert(), change_pte_range(), NUMA rebuild: clear a run of PTEs, set it again."""
    actor, kind = state.actors[me], setup.writers[me - 1].kind
    vma, pte = actor.vma, actor.pte
    letters = state.ptes[vma]
    if actor.step.startswith("pmd_"):
        return change_pmd(setup, state, me)
    match actor.step:
        case "start" if setup.pmd_mapped:
            return [state.move(me, actor._replace(step="pmd_change"))]
        case "start" | "table":
            span = setup.span(me)
            ranges = [(span.start, span.stop)]
            if kind == "numa":
                ranges = [(each, each + 1) for each in span]
            if kind == "contpte":  # a block is aligned, so it lies in one page table
                firsts = range(0, setup.nr_pages, setup.block)
                ranges = [(each, each + setup.block) for each in firsts if each in span]
                ranges = [(a, b) for a, b in ranges if b <= min(span.stop, setup.table_end(a))]
                if not ranges or (state.split and setup.block > 1):  # no block is of one folio
                    return [state.move(me, actor.again())]
            starts = [actor._replace(step="look", pte=a, end=b) for a, b in ranges]
            return [locked for start in starts for locked in acquire(setup, state, me, start)]
        case "look":
            limit = min(actor.end, setup.table_end(pte))
            if kind == "contpte" and setup.cont:
                return [look_at_block(setup, state, me, limit)]
            for first in range(pte, limit):
                stop = run_end(kind, letters, first, limit)
                if setup.cont and kind == "numa" and not state.hinted & setup.bit(vma, first):
                    break
                if stop > first:
                    stop = alike_to(setup, state, vma, range(first, stop), write=True)
                    begun = actor._replace(step="clear", pte=first, stop=stop, run=first)
                    return rewrite(setup, state.move(me, begun), me)
                if kind == "contpte":
                    break
            return [state.move(me, actor._replace(pte=limit).unlock("next"))]
        case "clear":
            run = range(actor.run, actor.stop)
            if pte == actor.run and (begins := unfold(setup, state, me, run, vma)):
                return [begins]
            saved = actor.saved + letters[pte]
            onward = actor._replace(pte=pte + 1, saved=saved)
            if pte + 1 == actor.stop:
                if kind == "contpte" and "D" in saved:
                    saved = "D" * len(saved)  # contpte_convert() ORs the dirty bits of the block
                onward = actor._replace(step="set", pte=actor.stop - len(saved), saved=saved)
            return [state.store(vma, pte, setup.cleared).move(me, onward)]
        case "set":
            step = "look" if pte + 1 == actor.stop else "set"
            onward = actor._replace(step=step, pte=pte + 1, saved=actor.saved[1:])
            if pte + 1 == min(actor.end, setup.table_end(pte)):
                onward = onward.unlock("next")
            after = state.store(vma, pte, actor.saved[0]).move(me, onward)
            return [set_again(setup, after, me, vma, range(actor.run, actor.stop), pte)]
        case "next":
            more = pte < actor.end
            return [state.move(me, actor.lock("look", vma, pte) if more else actor.again())]
    raise AssertionError(actor)


def cow(setup: Setup, state: State, me: int) -> list[State]:
    """do_wp_page() and wp_page_copy()."""
    actor = state.actors[me]
    vma, pte = actor.vma, actor.pte
    mapped = state.ptes[vma][pte] in MAPPED
    match actor.step:
        case "start":
            starts = [actor._replace(step="get", pte=each) for each in setup.span(me)]
            return [locked for start in starts for locked in acquire(setup, state, me, start)]
        case "get":
            if not mapped:
                return [state.move(me, actor.unlock("end"))]
            return [state.ref(pte, 1).move(me, actor.unlock("copied"))]
        case "copied":
            return [state.move(me, actor.lock("recheck", vma, pte))]
        case "recheck":  # pte_same()
            if not mapped:
                return [state.move(me, actor.unlock("put"))]
            if begins := unfold(setup, state, me, range(pte, pte + 1), vma):
                return [begins]
            return [state.store(vma, pte, "0").move(me, actor._replace(step="set"))]
        case "set":
            return [state.store(vma, pte, "O").move(me, actor._replace(step="drop"))]
        case "drop":
            return [state.drop_rmap(setup, pte).move(me, actor.unlock("put"))]
        case "put":
            return [state.ref(pte, -1).move(me, actor.again())]
        case "end":
            return [state.move(me, actor.again())]
    raise AssertionError(actor)


def zap(setup: Setup, state: State, me: int) -> list[State]:
    """zap_pte_range(), which may drop the PTL and take it again between two runs of PTEs.

    zap_present_folio_ptes() clears a run and drops its map counts together; the references wait in
    the gather. swap_pte_batch() is the same for swap entries: counts first, then the PTEs.
    """
    actor, end = state.actors[me], setup.span(me).stop
    vma, pte = actor.vma, actor.pte
    limit = min(end, setup.table_end(pte))
    letters = state.ptes[vma]
    if actor.step.startswith("pmd_"):
        return zap_pmd(setup, state, me)
    match actor.step:
        case "start" if setup.pmd_mapped:
            return [state.move(me, actor._replace(step="pmd_zap"))]
        case "start" | "table":
            begin = actor._replace(step="look", pte=setup.span(me).start)
            return acquire(setup, state, me, begin)
        case "look":
            pte = next((each for each in range(pte, limit) if letters[each] != "0"), limit)
            here = actor._replace(pte=pte)
            if pte == limit:
                return [state.move(me, here.unlock("next"))]
            here = here._replace(stop=zap_run(setup, state, pte, letters[:limit]), end=pte)
            if letters[pte] in MAPPED:
                run = range(pte, here.stop)
                here = here._replace(stop=alike_to(setup, state, vma, run, write=False))
                return zap(setup, state.move(me, here._replace(step="clear")), me)
            if letters[pte] == "S":
                return zap(setup, state.move(me, here._replace(step="uncount")), me)
            return [state.store(vma, pte, "0").move(me, each) for each in zapped(here, limit)]
        case "clear":  # actor.end is the PTE of the run at hand
            run = range(pte, actor.stop)
            if actor.end == pte and (begins := unfold(setup, state, me, run, vma)):
                return [begins]
            step = "drop" if actor.end + 1 == actor.stop else "clear"
            onward = actor._replace(step=step, end=actor.end + 1)
            return [state.store(vma, actor.end, "0").move(me, onward)]
        case "drop":  # from here on there are more references than map counts
            run = range(pte, actor.stop)
            after = state.drop_rmap(setup, pte, actor.stop)
            after = after._replace(refs=tuple(n + (i in run) for i, n in enumerate(after.refs)))
            kept = actor._replace(gathered=actor.gathered | bits_of(run))
            return [after.move(me, each) for each in zapped(kept, limit)]
        case "uncount":
            last = actor.end + 1 == actor.stop
            onward = actor._replace(end=pte if last else actor.end + 1)
            onward = onward._replace(step="clear_swap" if last else "uncount")
            return [state.swap(actor.end, -1).move(me, onward)]
        case "clear_swap":
            after = state.store(vma, actor.end, "0")
            if actor.end + 1 < actor.stop:
                return [after.move(me, actor._replace(end=actor.end + 1))]
            return [after.move(me, each) for each in zapped(actor, limit)]
        case "next":
            if pte < end:
                return [state.move(me, actor.lock("look", vma, pte))]
            # A page table that the range covers is freed when it is empty; the folio fills it.
            frees = setup.pmd_mapped and setup.kernel == "latest" and setup.covers_all(me)
            step = "pmd_free_lock" if frees else "finish"
            return [state.move(me, actor._replace(step=step))]
        case "finish":  # tlb_finish_mmu(): folio by folio, in the order in which they were gathered
            return finish_zap(state, me)
    raise AssertionError(actor)


def zap_run(setup: Setup, state: State, first: int, letters: str) -> int:
    """Tell where a run that zap takes at once ends: not at a dirty bit; at once after a split."""
    if setup.kernel in ZAPS_ONE_BY_ONE or (letters[first] in MAPPED and state.split):
        return first + 1
    alike = MAPPED if letters[first] in MAPPED else letters[first] if letters[first] == "S" else ""
    return next(
        (i for i in range(first + 1, len(letters)) if letters[i] not in alike), len(letters)
    )


def bits_of(pages: range) -> int:
    """Some pages as a set of bits."""
    return sum(1 << page for page in pages)


def finish_zap(state: State, me: int) -> list[State]:
    """Drop the references of one folio that is in the gather: of all its pages at once."""
    actor = state.actors[me]
    if not actor.gathered:
        return [state.move(me, actor.again())]
    pages = actor.gathered & -actor.gathered if state.split else actor.gathered
    refs = tuple(n - (pages >> i & 1) for i, n in enumerate(state.refs))
    onward = actor._replace(gathered=actor.gathered & ~pages)
    return [state._replace(refs=refs).move(me, onward)]


def zapped(actor: Actor, limit: int) -> list[Actor]:
    """Go on after a run, with the PTL held if the table goes on, or with a break."""
    onward = actor._replace(pte=max(actor.pte + 1, actor.stop), end=0, stop=0)
    held = [onward._replace(step="look")] if onward.pte < limit else []
    return [*held, onward.unlock("next")]


def mremap(setup: Setup, state: State, me: int) -> list[State]:
    """move_ptes(), to the next VMA, or from the last one to the one before."""
    actor, end = state.actors[me], setup.span(me).stop
    vma, pte = actor.vma, actor.pte
    to = vma + 1 if vma + 1 < setup.vmas else vma - 1
    ptls = setup.ptl(vma, pte) | setup.ptl(to, pte)
    match actor.step:
        case "start" | "next":  # each page table has a call of its own
            first = setup.span(me).start if actor.step == "start" else pte
            begin = actor._replace(step="ptls", pte=first)
            if to > vma:  # need_rmap_locks is false: the later VMA is walked later
                return [state.move(me, begin)]
            return [] if state.rmap_lock else [state._replace(rmap_lock=True).move(me, begin)]
        case "ptls":  # both in one step: mmap_lock keeps two mremaps from taking them crosswise
            if state.ptls & ptls:
                return []
            onward = actor._replace(step="look")
            return [state._replace(ptls=state.ptls | ptls).move(me, onward)]
        case "look":
            old, new, limit = state.ptes[vma], state.ptes[to], min(end, setup.table_end(pte))
            for each in range(pte, limit):
                if old[each] != "0" and new[each] == "0":
                    onward = actor._replace(step="set", pte=each, saved=old[each])
                    return [state.store(vma, each, "0").move(me, onward)]
            onward = actor._replace(step="end", pte=limit)
            return [state._replace(ptls=state.ptls & ~ptls).move(me, onward)]
        case "set":
            onward = actor._replace(step="look", pte=pte, saved="")
            return [state.store(to, pte, actor.saved).move(me, onward)]
        case "end":
            after = state if to > vma else state._replace(rmap_lock=False)
            onward = actor.again() if pte >= end else actor._replace(step="next")
            return [after.move(me, onward)]
    raise AssertionError(actor)


def store(setup: Setup, state: State, me: int) -> list[State]:
    """Dirty a page from user space: the hardware sets the bit without any lock."""
    actor = state.actors[me]
    letters = state.ptes[actor.vma]
    dirtied = [state.store(actor.vma, i, "D") for i in setup.span(me) if letters[i] in MAPPED]
    rest = [state] if len(dirtied) < len(setup.span(me)) else []
    return [each.move(me, actor.again()) for each in dirtied + rest]


WRITERS: Mapping[str, Step] = {
    **dict.fromkeys(("contpte", "protect", "protect-batched", "numa"), rewrite),
    **{"cow": cow, "zap": zap, "mremap": mremap, "gup": gup, "store": store, "fault": fault},
    "collapse": collapse,
}
