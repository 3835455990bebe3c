"""Each label of one walk of reclaim and of its writers as a step, for a folio of any size.

What the templates say in PlusCal stands here once more as formulas that have all readings of
readings.py: label by label, with the templates' names. There is one mm with one page table, an
anonymous folio, policy none or ttu-sync, no abort and granularity fine. test_all_sizes.py holds
these steps against TLC's own.

Two things are coarser. Of shrink_folio_list() only the steps are here that change something of this
state; the labels between them are one place, BEFORE, RETURNING or AFTER. And the writers, of which
there may be any number, are one component: a writer has no state of its own but while it holds the
PTL, so that at each moment there is at most one to speak of, and IDLE stands for all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from readings import Acting, Reading, Term

__all__ = [
    "AFTER",
    "BEFORE",
    "IDLE",
    "KINDS",
    "LABELS",
    "LOCKS",
    "RECLAIM",
    "RETURNING",
    "WORDS",
    "WRITER",
    "Branch",
    "Mistake",
    "Setting",
    "State",
    "Steps",
    "folio_mapped",
    "lock_steps",
    "steps",
    "steps_without_choice",
]

BEFORE, RETURNING, AFTER, IDLE = "before", "returning", "after", "idle"
RECLAIM = (
    *("try_to_unmap_one", "map_pte", "map_pte_lock", "map_pte_sync", "this_pte", "next_pte"),
    *("next_pte_lock", "not_found", "ttu_clear", "ttu_flush", "ttu_dup", "ttu_set_swap"),
    *("ttu_rmap", "ttu_return"),
)
SHRINK = ("shrink_trylock", "rmap_walk", "rmap_unlock", "shrink_mapped", "shrink_next")
WRITER = {
    "contpte": ("contpte_clear", "contpte_flush", "contpte_set", "contpte_unlock"),
    "protect": ("protect_start", "protect_commit", "protect_next", "protect_unlock"),
    "numa": ("numa_start", "numa_commit", "numa_unlock"),
    "protect-batched": (
        *("batch_run", "batch_start", "batch_commit", "batch_next", "batch_unlock"),
    ),
}
KINDS = tuple(WRITER)
# The label at which a writer takes the PTL, and is IDLE until then.
LOCKS = {
    "contpte_lock": "contpte",
    "protect_lock": "protect",
    "numa_lock": "numa",
    "batch_lock": "protect-batched",
}
LABELS = (*SHRINK, *RECLAIM, *LOCKS, *(label for own in WRITER.values() for label in own))
WORDS = {
    *("present", "none", "swap", "nobody", "reclaim", "writer"),
    *(BEFORE, RETURNING, AFTER, IDLE, *LABELS),
}


@dataclass(frozen=True)
class Setting:
    """What never changes: `n` PTEs of the folio, `cont` of a CONT block, the flags of the walk.

    `may(kind, first, last)`: a writer of this kind may work on first..last; for contpte that is one
    block, for numa one PTE. The proof knows nothing of it.
    """

    n: Term
    cont: Term
    sync: Term
    batch_flush: Term
    may: Callable[[str, Term, Term], Term]


@dataclass(frozen=True)
class State:
    """The variables of the templates under their names; `wpc` is the label of the writer.

    `ptl` is nobody, reclaim or writer; `skipped` has the members of aux_stepped_over. `last` is
    LastOf() of the writer that holds the PTL. What no writer uses at the moment is 0 or none.
    """

    pte: Term
    mapcount: Term
    swap_count: Term
    skipped: Term
    ptl: Term
    aux_locked: Term
    pc: Term
    addr: Term
    pvmw_ptl: Term
    aux_ptl_from: Term
    wpc: Term
    last: Term
    contpte_first: Term
    contpte_i: Term
    protect_i: Term
    protect_old: Term
    numa_i: Term
    numa_old: Term
    batch_i: Term
    batch_first: Term
    batch_old: Term


@dataclass(frozen=True)
class Branch:
    """One way in which a label can go: where it is possible, and the state after it."""

    guard: Term
    after: State


Steps = Mapping[str, tuple[Branch, ...]]


@dataclass(frozen=True)
class Mistake:
    """One label that goes otherwise than it should."""

    label: str
    change: Callable[[Acting, State, tuple[Branch, ...]], Iterable[Branch]]

    def made(self, read: Acting, s: State, found: Steps) -> Steps:
        """Give the steps with the mistake, if they have the label."""
        if self.label not in found:
            return found
        return {**found, self.label: tuple(self.change(read, s, found[self.label]))}


def folio_mapped(read: Reading, of: Setting, s: State) -> Term:
    """Say folio_mapped()."""
    return read.no(read.every(0, of.n, lambda i: s.mapcount[i] <= 0))


def steps(read: Acting, of: Setting, s: State, first: Term, last: Term) -> Steps:
    """Give the branches of each label in a state.

    `first` and `last` are what a writer that takes the PTL works on, if it may.
    """
    return {**steps_without_choice(read, of, s), **lock_steps(read, of, s, first, last)}


def steps_without_choice(read: Acting, of: Setting, s: State) -> Steps:
    """Give the branches of each label at which no writer chooses what it works on."""
    return {
        **_shrink(read, of, s),
        **_walk(read, of, s),
        **_unmap(read, of, s),
        **_contpte(read, of, s),
        **_protect(read, of, s),
        **_numa(read, of, s),
        **_batched(read, of, s),
    }


def lock_steps(read: Acting, of: Setting, s: State, first: Term, last: Term) -> Steps:
    """Give the branches of each label at which a writer takes the PTL for what it has chosen."""
    present = read.word("present")

    def free(kind: str, end: Term) -> Term:
        return read.conj(
            s.wpc == read.word(IDLE),
            s.ptl == read.word("nobody"),
            first >= 0,
            first <= end,
            end < of.n,
            of.may(kind, first, end),
        )

    def taken(label: str, **changes: Term) -> State:
        return replace(s, ptl=read.word("writer"), wpc=read.word(label), **changes)

    block = free("contpte", first + of.cont + -1)
    whole = read.every(first, first + of.cont, lambda i: s.pte[i] == present)
    one = free("numa", first)
    here = s.pte[first]
    return {
        "contpte_lock": (
            Branch(read.conj(block, whole), taken("contpte_clear", contpte_first=first)),
            Branch(read.conj(block, read.no(whole)), taken("contpte_unlock", contpte_first=first)),
        ),
        "protect_lock": (
            Branch(free("protect", last), taken("protect_start", protect_i=first, last=last)),
        ),
        "numa_lock": (
            Branch(
                read.conj(one, here == present), taken("numa_start", numa_i=first, numa_old=here)
            ),
            Branch(read.conj(one, here != present), taken("numa_unlock", numa_i=first)),
        ),
        "batch_lock": (
            Branch(
                free("protect-batched", last),
                taken("batch_run", batch_i=first, batch_first=first, last=last),
            ),
        ),
    }


def _at(read: Reading, s: State, label: str, *guards: Term) -> Term:
    """Say that reclaim is at a label, and more."""
    return read.conj(s.pc == read.word(label), *guards)


def _set_pte(read: Acting, s: State, cpu: str, index: Term, value: Term) -> State:
    """Store to a PTE, and see to it that the CPU holds the PTL."""
    return replace(
        s,
        pte=read.store(s.pte, index, value),
        aux_locked=read.conj(s.aux_locked, s.ptl == read.word(cpu)),
    )


def _unlock(read: Acting, s: State, cpu: str) -> State:
    """Drop the PTL, and see to it that the CPU holds it."""
    return replace(
        s,
        ptl=read.word("nobody"),
        aux_locked=read.conj(s.aux_locked, s.ptl == read.word(cpu)),
    )


def _step_over(read: Acting, s: State, index: Term) -> State:
    """Leave a PTE behind, which is remembered if it is none."""
    seen = read.disj(s.skipped[index], s.pte[index] == read.word("none"))
    return replace(s, skipped=read.store(s.skipped, index, seen))


def _shrink(read: Acting, of: Setting, s: State) -> Steps:
    """shrink_folio_list() and rmap_walk_anon(): the passes around the walk."""
    mapped = folio_mapped(read, of, s)

    def to(label: str) -> State:
        return replace(s, pc=read.word(label))

    begun = replace(to(BEFORE), skipped=read.cells(of.n, value=False))
    return {
        "shrink_trylock": (Branch(_at(read, s, "shrink_trylock"), begun),),
        "shrink_mapped": (Branch(_at(read, s, BEFORE, read.no(mapped)), to(AFTER)),),
        "rmap_walk": (Branch(_at(read, s, BEFORE, mapped), to("try_to_unmap_one")),),
        "rmap_unlock": (Branch(_at(read, s, RETURNING), to(AFTER)),),
        "shrink_next": (Branch(_at(read, s, AFTER, mapped), to("shrink_trylock")),),
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

    def at(label: str, *guards: Term) -> Term:
        return _at(read, s, label, *guards)

    def to(label: str, after: State = s) -> State:
        return replace(after, pc=read.word(label))

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
                to("ttu_return", replace(_unlock(read, s, "reclaim"), pvmw_ptl=0)),
            ),
        ),
        "ttu_return": (Branch(at("ttu_return"), to(RETURNING)),),
    }


def _unmap(read: Acting, of: Setting, s: State) -> Steps:
    """The body of the loop of try_to_unmap_one(): one PTE becomes a swap entry."""

    def at(label: str, *guards: Term) -> Term:
        return _at(read, s, label, *guards)

    def to(label: str, after: State = s) -> State:
        return replace(after, pc=read.word(label))

    cleared = _set_pte(read, s, "reclaim", s.addr, read.word("none"))
    swapped = _set_pte(read, s, "reclaim", s.addr, read.word("swap"))
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


def _contpte(read: Acting, of: Setting, s: State) -> Steps:
    """contpte_convert(): a block is cleared, and then set again."""

    def at(label: str, *guards: Term) -> Term:
        return read.conj(s.wpc == read.word(label), *guards)

    def to(label: str, after: State = s) -> State:
        return replace(after, wpc=read.word(label))

    index, following = s.contpte_first + s.contpte_i, s.contpte_i + 1
    more = following < of.cont
    cleared = replace(_set_pte(read, s, "writer", index, read.word("none")), contpte_i=following)
    made = replace(_set_pte(read, s, "writer", index, read.word("present")), contpte_i=following)
    done = replace(_unlock(read, s, "writer"), contpte_first=0, contpte_i=0)
    return {
        "contpte_clear": (
            Branch(at("contpte_clear", more), cleared),
            Branch(at("contpte_clear", read.no(more)), to("contpte_flush", cleared)),
        ),
        "contpte_flush": (Branch(at("contpte_flush"), to("contpte_set", replace(s, contpte_i=0))),),
        "contpte_set": (
            Branch(at("contpte_set", more), made),
            Branch(at("contpte_set", read.no(more)), to("contpte_unlock", made)),
        ),
        "contpte_unlock": (Branch(at("contpte_unlock"), to(IDLE, done)),),
    }


def _protect(read: Acting, of: Setting, s: State) -> Steps:
    """change_pte_range() up to about 6.16: PTE by PTE."""

    def at(label: str, *guards: Term) -> Term:
        return read.conj(s.wpc == read.word(label), *guards)

    def to(label: str, after: State = s) -> State:
        return replace(after, wpc=read.word(label))

    present, none = read.word("present"), read.word("none")
    here, following = s.pte[s.protect_i], s.protect_i + 1
    cleared = replace(_set_pte(read, s, "writer", s.protect_i, none), protect_old=here)
    made = replace(_set_pte(read, s, "writer", s.protect_i, s.protect_old), protect_old=none)
    onward = replace(s, protect_i=following)
    # A range that is not done goes on in the next page table, which is never so here.
    done = replace(
        _unlock(read, s, "writer"), protect_i=read.ite(s.protect_i <= s.last, s.protect_i, 0)
    )
    return {
        "protect_start": (
            Branch(at("protect_start", here != present), to("protect_next")),
            Branch(at("protect_start", here == present), to("protect_commit", cleared)),
        ),
        "protect_commit": (Branch(at("protect_commit"), to("protect_next", made)),),
        "protect_next": (
            Branch(at("protect_next", following <= s.last), to("protect_start", onward)),
            Branch(at("protect_next", following > s.last), to("protect_unlock", onward)),
        ),
        "protect_unlock": (Branch(at("protect_unlock"), to(IDLE, replace(done, last=0))),),
    }


def _numa(read: Acting, of: Setting, s: State) -> Steps:
    """numa_rebuild_single_mapping(): one PTE is cleared and set again."""

    def at(label: str, *guards: Term) -> Term:
        return read.conj(s.wpc == read.word(label), *guards)

    def to(label: str, after: State = s) -> State:
        return replace(after, wpc=read.word(label))

    none = read.word("none")
    cleared = _set_pte(read, s, "writer", s.numa_i, none)
    made = replace(_set_pte(read, s, "writer", s.numa_i, s.numa_old), numa_old=none)
    done = replace(_unlock(read, s, "writer"), numa_i=0)
    return {
        "numa_start": (Branch(at("numa_start"), to("numa_commit", cleared)),),
        "numa_commit": (Branch(at("numa_commit"), to("numa_unlock", made)),),
        "numa_unlock": (Branch(at("numa_unlock"), to(IDLE, done)),),
    }


def _batched(read: Acting, of: Setting, s: State) -> Steps:
    """change_pte_range() since about 6.17: a whole run is cleared, and then set again."""

    def at(label: str, *guards: Term) -> Term:
        return read.conj(s.wpc == read.word(label), *guards)

    def to(label: str, after: State = s) -> State:
        return replace(after, wpc=read.word(label))

    present, none = read.word("present"), read.word("none")
    here, following = s.pte[s.batch_i], s.batch_i + 1
    begun = replace(s, batch_first=s.batch_i, batch_old=here)
    cleared = _set_pte(read, s, "writer", s.batch_i, none)
    goes_on = read.conj(s.batch_old == present, s.batch_i < s.last, s.pte[following] == present)
    made = _set_pte(read, s, "writer", s.batch_first, s.batch_old)
    more = s.batch_first < s.batch_i
    run_over = replace(s, batch_old=none)
    # As with protect: a range that is not done would go on in the next page table.
    done = replace(
        _unlock(read, s, "writer"),
        batch_i=read.ite(s.batch_i <= s.last, s.batch_i, 0),
        batch_first=read.ite(s.batch_i <= s.last, s.batch_first, 0),
    )
    return {
        "batch_run": (
            Branch(
                at("batch_run", here != present),
                to("batch_next", replace(begun, batch_i=following)),
            ),
            Branch(at("batch_run", here == present), to("batch_start", begun)),
        ),
        "batch_start": (
            Branch(at("batch_start", goes_on), replace(cleared, batch_i=following)),
            Branch(at("batch_start", read.no(goes_on)), to("batch_commit", cleared)),
        ),
        "batch_commit": (
            Branch(at("batch_commit", more), replace(made, batch_first=s.batch_first + 1)),
            Branch(
                at("batch_commit", read.no(more)),
                to("batch_next", replace(made, batch_i=following)),
            ),
        ),
        "batch_next": (
            Branch(at("batch_next", s.batch_i <= s.last), to("batch_run", run_over)),
            Branch(at("batch_next", s.batch_i > s.last), to("batch_unlock", run_over)),
        ),
        "batch_unlock": (Branch(at("batch_unlock"), to(IDLE, replace(done, last=0))),),
    }
