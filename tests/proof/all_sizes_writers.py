"""The labels of the writers as steps of all_sizes_state.py."""

from __future__ import annotations

from dataclasses import replace

from all_sizes_state import IDLE, Branch, Process, Setting, State, Steps
from readings import Acting, Term

__all__ = ["lock_steps", "writer_steps"]


def writer_steps(read: Acting, of: Setting, s: State) -> Steps:
    """The branches of each label of a writer that holds the PTL."""
    return {
        **_contpte(read, of, s),
        **_protect(read, s),
        **_numa(read, s),
        **_batched(read, s),
    }


def lock_steps(read: Acting, of: Setting, s: State, first: Term, last: Term) -> Steps:
    """The branches of each label at which a writer takes the PTL for what it has chosen.

    Any writer may do so while nobody holds the PTL: that no other one is busy then is for the
    invariant to say.
    """
    present = read.word("present")

    def free(kind: str, end: Term) -> Term:
        return read.conj(
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


def _contpte(read: Acting, of: Setting, s: State) -> Steps:
    """contpte_convert(): a block is cleared, and then set again."""
    cpu = Process(read, s, "wpc", "writer")
    at, to = cpu.at, cpu.to

    index, following = s.contpte_first + s.contpte_i, s.contpte_i + 1
    more = following < of.cont
    cleared = replace(cpu.set_pte(index, read.word("none")), contpte_i=following)
    made = replace(cpu.set_pte(index, read.word("present")), contpte_i=following)
    done = replace(cpu.unlock(), contpte_first=0, contpte_i=0)
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


def _protect(read: Acting, s: State) -> Steps:
    """change_pte_range() up to about 6.16: PTE by PTE."""
    cpu = Process(read, s, "wpc", "writer")
    at, to = cpu.at, cpu.to

    present, none = read.word("present"), read.word("none")
    here, following = s.pte[s.protect_i], s.protect_i + 1
    cleared = replace(cpu.set_pte(s.protect_i, none), protect_old=here)
    made = replace(cpu.set_pte(s.protect_i, s.protect_old), protect_old=none)
    onward = replace(s, protect_i=following)
    # A range that is not done goes on in the next page table, which is never so here.
    done = replace(cpu.unlock(), protect_i=read.ite(s.protect_i <= s.last, s.protect_i, 0))
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


def _numa(read: Acting, s: State) -> Steps:
    """numa_rebuild_single_mapping(): one PTE is cleared and set again."""
    cpu = Process(read, s, "wpc", "writer")
    at, to = cpu.at, cpu.to

    none = read.word("none")
    cleared = cpu.set_pte(s.numa_i, none)
    made = replace(cpu.set_pte(s.numa_i, s.numa_old), numa_old=none)
    done = replace(cpu.unlock(), numa_i=0)
    return {
        "numa_start": (Branch(at("numa_start"), to("numa_commit", cleared)),),
        "numa_commit": (Branch(at("numa_commit"), to("numa_unlock", made)),),
        "numa_unlock": (Branch(at("numa_unlock"), to(IDLE, done)),),
    }


def _batched(read: Acting, s: State) -> Steps:
    """change_pte_range() since about 6.17: a whole run is cleared, and then set again."""
    cpu = Process(read, s, "wpc", "writer")
    at, to = cpu.at, cpu.to

    present, none = read.word("present"), read.word("none")
    here, following = s.pte[s.batch_i], s.batch_i + 1
    begun = replace(s, batch_first=s.batch_i, batch_old=here)
    cleared = cpu.set_pte(s.batch_i, none)
    goes_on = read.conj(s.batch_old == present, s.batch_i < s.last, s.pte[following] == present)
    made = cpu.set_pte(s.batch_first, s.batch_old)
    more = s.batch_first < s.batch_i
    run_over = replace(s, batch_old=none)
    # As with protect: a range that is not done would go on in the next page table.
    done = replace(
        cpu.unlock(),
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
