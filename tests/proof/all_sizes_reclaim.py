"""The labels of reclaim as steps of all_sizes_state.py: passes, the walk, and what it unmaps."""

from __future__ import annotations

from dataclasses import replace

from all_sizes_state import AFTER, BEFORE, RETURNING, Branch, Process, Setting, State, Steps
from readings import Acting, Reading, Term

__all__ = ["folio_mapped", "reclaim_steps"]


def reclaim_steps(read: Acting, of: Setting, s: State) -> Steps:
    """The branches of each label of reclaim in a state."""
    return {**_shrink(read, of, s), **_walk(read, of, s), **_unmap(read, of, s)}


def folio_mapped(read: Reading, of: Setting, s: State) -> Term:
    """Say that some page of the folio is mapped."""
    return read.no(read.every(0, of.n, lambda i: s.mapcount[i] <= 0))


def _shrink(read: Acting, of: Setting, s: State) -> Steps:
    """shrink_folio_list() and rmap_walk_anon(): the passes around the walk."""
    mapped = folio_mapped(read, of, s)
    cpu = Process(read, s, "pc", "reclaim")
    at, to = cpu.at, cpu.to

    begun = replace(to(BEFORE), skipped=read.cells(of.n, value=False))
    return {
        "shrink_trylock": (Branch(at("shrink_trylock"), begun),),
        "shrink_mapped": (Branch(at(BEFORE, read.no(mapped)), to(AFTER)),),
        "rmap_walk": (Branch(at(BEFORE, mapped), to("try_to_unmap_one")),),
        "rmap_unlock": (Branch(at(RETURNING), to(AFTER)),),
        "shrink_next": (Branch(at(AFTER, mapped), to("shrink_trylock")),),
    }


def _walk(read: Acting, of: Setting, s: State) -> Steps:
    """page_vma_mapped_walk(), and how try_to_unmap_one() begins and ends it."""
    free = s.ptl == read.word("nobody")
    present, none = read.word("present"), read.word("none")
    here = s.pte[s.addr]
    following = s.addr + 1
    beyond = following > of.n + -1
    over = _step_over(read, s, s.addr)
    onward = _step_over(read, replace(s, addr=following), following)
    locked = replace(
        s,
        ptl=read.word("reclaim"),
        pvmw_ptl=1,
        aux_ptl_from=s.addr,
        pc=read.word("this_pte"),
    )

    cpu = Process(read, s, "pc", "reclaim")
    at, to = cpu.at, cpu.to

    return {
        "try_to_unmap_one": (
            Branch(at("try_to_unmap_one", of.sync), to("map_pte_sync", replace(s, addr=0))),
            Branch(at("try_to_unmap_one", read.no(of.sync)), to("map_pte", replace(s, addr=0))),
        ),
        "map_pte": (
            Branch(at("map_pte", here == present), to("map_pte_lock")),
            Branch(at("map_pte", here != present), to("next_pte", over)),
        ),
        "map_pte_lock": (Branch(at("map_pte_lock", free), locked),),
        "map_pte_sync": (Branch(at("map_pte_sync", free), locked),),
        "this_pte": (
            Branch(at("this_pte", here == present), to("ttu_clear")),
            Branch(at("this_pte", here != present), to("next_pte", over)),
        ),
        "next_pte": (
            Branch(at("next_pte", beyond), to("not_found", replace(s, addr=following))),
            Branch(at("next_pte", read.no(beyond), s.pte[following] == none), onward),
            Branch(
                at("next_pte", read.no(beyond), s.pte[following] != none, s.pvmw_ptl != 0),
                to("this_pte", replace(s, addr=following)),
            ),
            Branch(
                at("next_pte", read.no(beyond), s.pte[following] != none, s.pvmw_ptl == 0),
                to("next_pte_lock", replace(s, addr=following)),
            ),
        ),
        "next_pte_lock": (Branch(at("next_pte_lock", free), locked),),
        "not_found": (
            Branch(at("not_found", s.pvmw_ptl == 0), to("ttu_return")),
            Branch(
                at("not_found", s.pvmw_ptl != 0),
                to("ttu_return", replace(cpu.unlock(), pvmw_ptl=0)),
            ),
        ),
        "ttu_return": (Branch(at("ttu_return"), to(RETURNING)),),
    }


def _step_over(read: Acting, s: State, index: Term) -> State:
    """Leave a PTE behind, which is remembered if it is none."""
    seen = read.disj(s.skipped[index], s.pte[index] == read.word("none"))
    return replace(s, skipped=read.store(s.skipped, index, seen))


def _unmap(read: Acting, of: Setting, s: State) -> Steps:
    """The body of the loop of try_to_unmap_one(): one PTE becomes a swap entry."""
    cpu = Process(read, s, "pc", "reclaim")
    at, to = cpu.at, cpu.to

    cleared = cpu.set_pte(s.addr, read.word("none"))
    swapped = cpu.set_pte(s.addr, read.word("swap"))
    counted = read.store(s.swap_count, s.addr, s.swap_count[s.addr] + 1)
    dropped = read.store(s.mapcount, s.addr, s.mapcount[s.addr] + -1)
    return {
        "ttu_clear": (
            Branch(at("ttu_clear", of.batch_flush), to("ttu_dup", cleared)),
            Branch(at("ttu_clear", read.no(of.batch_flush)), to("ttu_flush", cleared)),
        ),
        "ttu_flush": (Branch(at("ttu_flush"), to("ttu_dup")),),
        "ttu_dup": (Branch(at("ttu_dup"), to("ttu_set_swap", replace(s, swap_count=counted))),),
        "ttu_set_swap": (Branch(at("ttu_set_swap"), to("ttu_rmap", swapped)),),
        "ttu_rmap": (Branch(at("ttu_rmap"), to("next_pte", replace(s, mapcount=dropped))),),
    }
