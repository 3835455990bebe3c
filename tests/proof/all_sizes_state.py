"""The state of one walk of reclaim and of its writers, for a folio of any size, and its labels.

The variables and labels are those of the templates, under their names. There is one mm with one
page table, an anonymous folio, policy none or ttu-sync, no abort and granularity fine.

Two things are coarser. Of shrink_folio_list() there are only the labels that change something of
this state; those between them are one place, BEFORE, RETURNING or AFTER. And the writers, of which
there may be any number, are one component: a writer has no state of its own but while it holds the
PTL, so that at each moment there is at most one to speak of, and IDLE stands for all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from readings import Acting, Term

__all__ = [
    "AFTER",
    "BEFORE",
    "IDLE",
    "LABELS",
    "LOCKS",
    "RECLAIM",
    "RETURNING",
    "WORDS",
    "WRITER",
    "Branch",
    "Mistake",
    "Process",
    "Setting",
    "State",
    "Steps",
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
        """The steps with the mistake, if they have the label."""
        if self.label not in found:
            return found
        return {**found, self.label: tuple(self.change(read, s, found[self.label]))}


@dataclass(frozen=True)
class Process:
    """A CPU in a state: reclaim, whose label is `pc`, or a writer, whose label is `wpc`."""

    read: Acting
    s: State
    variable: Literal["pc", "wpc"]
    cpu: str

    def at(self, label: str, *guards: Term) -> Term:
        """Say that it is at a label, and more."""
        return self.read.conj(getattr(self.s, self.variable) == self.read.word(label), *guards)

    def to(self, label: str, after: State | None = None) -> State:
        """Go to a label, from this state or from one that follows from it."""
        return replace(after or self.s, **{self.variable: self.read.word(label)})

    def set_pte(self, index: Term, value: Term) -> State:
        """Store to a PTE, and see to it that this CPU holds the PTL."""
        return replace(
            self.s, pte=self.read.store(self.s.pte, index, value), aux_locked=self._locked()
        )

    def unlock(self) -> State:
        """Drop the PTL, and see to it that this CPU holds it."""
        return replace(self.s, ptl=self.read.word("nobody"), aux_locked=self._locked())

    def _locked(self) -> Term:
        return self.read.conj(self.s.aux_locked, self.s.ptl == self.read.word(self.cpu))
