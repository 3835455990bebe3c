"""The invariant of all sizes, and what follows from it; formulas as in readings.py.

Beside the state it speaks of `bound`: PTEs from there on have been swap entries since an earlier
pass. For some bound from 0 to n the invariant holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from all_sizes_state import AFTER, BEFORE, IDLE, RECLAIM, RETURNING, WRITER, Setting, State
from readings import Reading, Term

__all__ = [
    "ALWAYS",
    "WITH_SYNC",
    "Statement",
    "initially",
    "invariant",
    "is_torn_at",
    "next_bound",
]

# The walk holds the PTL at these labels; at next_pte and not_found it depends.
LOCKED = ("this_pte", "ttu_clear", "ttu_flush", "ttu_dup", "ttu_set_swap", "ttu_rmap")
DEPENDS = ("next_pte", "not_found")
# Reclaim has cleared the PTE at hand and not yet made it a swap entry.
CLEARED = ("ttu_flush", "ttu_dup", "ttu_set_swap")
OUTSIDE = ("shrink_trylock", BEFORE, RETURNING, AFTER)

Statement = Callable[[Reading, Setting, State], Term]


def initially(read: Reading, of: Setting, s: State, bound: Term) -> Term:
    """Say that nothing has happened; the folio is mapped from page 0 up to some bound."""
    word = read.word

    def page(i: Term) -> Term:
        mapped = i < bound
        return read.conj(
            s.pte[i] == read.ite(mapped, word("present"), word("swap")),
            s.mapcount[i] == read.ite(mapped, 1, 0),
            s.swap_count[i] == read.ite(mapped, 0, 1),
            read.no(s.skipped[i]),
        )

    return read.conj(
        read.within(1, bound, of.n + 1),
        read.every(0, of.n, page),
        s.ptl == word("nobody"),
        s.aux_locked,
        s.pc == word("shrink_trylock"),
        s.pvmw_ptl == 0,
        s.wpc == word(IDLE),
        s.contpte_i == 0,
    )


def invariant(read: Reading, of: Setting, s: State, bound: Term) -> Term:
    """Say what holds in each state."""
    return read.conj(
        read.within(0, bound, of.n + 1),
        s.aux_locked,
        _walker(read, of, s, bound),
        _writer(read, of, s, bound),
        read.every(0, of.n, lambda i: _page(read, of, s, bound, i)),
    )


def next_bound(read: Reading, s: State, bound: Term) -> Term:
    """The bound after the walk: it holds the PTL and leaves alone what it has skipped."""
    return read.ite(s.aux_ptl_from < bound, s.aux_ptl_from, bound)


def _walker(read: Reading, of: Setting, s: State, bound: Term) -> Term:
    holds = s.ptl == read.word("reclaim")
    at_pte = read.among(s.pc, [*LOCKED, "next_pte", "next_pte_lock"])
    return read.conj(
        read.among(s.pc, [*OUTSIDE, *RECLAIM]),
        # The walk knows whether it holds the PTL, and so does its label.
        read.disj(s.pvmw_ptl == 0, s.pvmw_ptl == 1),
        read.disj(
            read.conj(holds, s.pvmw_ptl == 1, read.among(s.pc, [*LOCKED, *DEPENDS])),
            read.conj(read.no(holds), s.pvmw_ptl == 0, read.no(read.among(s.pc, LOCKED))),
        ),
        # Where it is.
        read.implies(read.among(s.pc, ["map_pte", "map_pte_lock", "map_pte_sync"]), s.addr == 0),
        read.implies(at_pte, read.within(0, s.addr, of.n)),
        read.implies(s.pc == read.word("not_found"), s.addr == of.n),
        read.implies(read.among(s.pc, ["ttu_clear", *CLEARED, "ttu_rmap"]), s.addr < bound),
        read.implies(holds, read.conj(s.aux_ptl_from >= 0, s.aux_ptl_from <= s.addr)),
        read.disj(of.sync, s.pc != read.word("map_pte_sync")),
        # With TTU_SYNC it holds the PTL from PTE0 on, so that nothing is left in the end.
        read.implies(
            of.sync,
            read.conj(
                read.no(read.among(s.pc, ["map_pte", "map_pte_lock", "next_pte_lock"])),
                read.implies(holds, s.aux_ptl_from == 0),
                read.implies(read.among(s.pc, DEPENDS), holds),
                read.implies(read.among(s.pc, ["ttu_return", RETURNING, AFTER]), bound == 0),
            ),
        ),
    )


def _writer(read: Reading, of: Setting, s: State, bound: Term) -> Term:
    def at(label: str, *terms: Term) -> Term:
        return read.implies(s.wpc == read.word(label), read.conj(*terms))

    present = read.word("present")
    labels = [label for own in WRITER.values() for label in own]
    block = read.conj(s.contpte_first >= 0, s.contpte_first + of.cont <= bound)
    some_left = read.within(0, s.contpte_i, of.cont)
    in_range = read.conj(read.within(0, s.protect_i, s.last + 1), s.last < of.n)
    batched = read.conj(read.within(0, s.batch_i, s.last + 1), s.last < of.n)
    run = read.conj(s.batch_first >= 0, s.batch_first <= s.batch_i, s.batch_i < bound)
    return read.conj(
        read.disj(
            read.conj(s.wpc == read.word(IDLE), s.ptl != read.word("writer")),
            read.conj(read.among(s.wpc, labels), s.ptl == read.word("writer")),
        ),
        # The loop over a block begins with what was left of the one before.
        read.disj(read.among(s.wpc, WRITER["contpte"]), s.contpte_i == 0),
        at("contpte_clear", block, some_left),
        at("contpte_flush", block),
        at("contpte_set", block, some_left),
        at("protect_start", in_range),
        at("protect_commit", in_range, s.protect_i < bound, s.protect_old == present),
        at("protect_next", in_range),
        at("protect_unlock", s.protect_i == s.last + 1),
        at("numa_start", read.within(0, s.numa_i, bound), s.numa_old == present),
        at("numa_commit", read.within(0, s.numa_i, bound), s.numa_old == present),
        at("batch_run", batched),
        at("batch_start", batched, run, s.batch_old == present),
        at("batch_commit", batched, run, s.batch_old == present),
        at("batch_next", s.batch_i >= 0, s.batch_i <= s.last + 1, s.last < of.n),
        at("batch_unlock", s.batch_i == s.last + 1),
    )


def _hole(read: Reading, of: Setting, s: State, i: Term) -> Term:
    """Say that somebody has cleared a PTE and is going to set it again."""

    def at(label: str, low: Term, high: Term) -> Term:
        return read.conj(s.wpc == read.word(label), read.within(low, i, high))

    first, end = s.contpte_first, s.contpte_first + of.cont
    return read.disj(
        at("contpte_clear", first, first + s.contpte_i),
        at("contpte_flush", first, end),
        at("contpte_set", first + s.contpte_i, end),
        at("protect_commit", s.protect_i, s.protect_i + 1),
        at("numa_commit", s.numa_i, s.numa_i + 1),
        at("batch_start", s.batch_first, s.batch_i),
        at("batch_commit", s.batch_first, s.batch_i + 1),
        read.conj(read.among(s.pc, CLEARED), i == s.addr),
    )


def _page(read: Reading, of: Setting, s: State, bound: Term, i: Term) -> Term:
    """Say what the PTE and the counters of page i are, and whether the walk has skipped it."""
    word = read.word
    holds = s.ptl == word("reclaim")
    passed = read.disj(
        i < s.addr, read.conj(i == s.addr, read.among(s.pc, ["ttu_rmap", "next_pte"]))
    )
    unmapped = read.disj(i >= bound, read.conj(holds, s.aux_ptl_from <= i, passed))
    at_hand = i == s.addr
    duplicated = read.conj(s.pc == word("ttu_set_swap"), at_hand)
    still_counted = read.conj(s.pc == word("ttu_rmap"), at_hand)
    return read.conj(
        s.pte[i]
        == read.ite(
            _hole(read, of, s, i), word("none"), read.ite(unmapped, word("swap"), word("present"))
        ),
        s.mapcount[i] == read.ite(read.conj(unmapped, read.no(still_counted)), 0, 1),
        s.swap_count[i] == read.ite(read.disj(unmapped, duplicated), 1, 0),
        # What the walk has skipped is in front of the PTE at which it took the PTL.
        read.implies(
            s.skipped[i],
            read.conj(
                read.no(of.sync),
                read.implies(holds, i < s.aux_ptl_from),
                read.implies(s.pc == word("next_pte"), i <= s.addr),
                read.implies(s.pc == word("next_pte_lock"), i < s.addr),
                read.no(read.among(s.pc, [BEFORE, "try_to_unmap_one", "map_pte", "map_pte_lock"])),
            ),
        ),
    )


# What follows, under the names of the properties where they are the same.


def is_torn_at(read: Reading, of: Setting, s: State, bound: Term) -> Term:
    """Say that PTEs are present up to a bound, and swap entries from there on."""
    return read.every(
        0,
        of.n,
        lambda i: s.pte[i] == read.ite(i < bound, read.word("present"), read.word("swap")),
    )


def _settled(read: Reading, s: State) -> Term:
    return s.ptl == read.word("nobody")


def _lock_discipline(read: Reading, of: Setting, s: State) -> Term:
    return s.aux_locked


def _ptl_released(read: Reading, of: Setting, s: State) -> Term:
    return read.implies(read.among(s.pc, [RETURNING, AFTER]), s.ptl != read.word("reclaim"))


def _walk_contract(read: Reading, of: Setting, s: State) -> Term:
    return read.implies(
        s.pc == read.word("ttu_clear"),
        read.conj(s.pte[s.addr] == read.word("present"), s.ptl == read.word("reclaim")),
    )


def _mapcount_exact(read: Reading, of: Setting, s: State) -> Term:
    def page(i: Term) -> Term:
        return s.mapcount[i] == read.ite(s.pte[i] == read.word("present"), 1, 0)

    return read.implies(_settled(read, s), read.every(0, of.n, page))


def _swap_count_exact(read: Reading, of: Setting, s: State) -> Term:
    def page(i: Term) -> Term:
        return s.swap_count[i] == read.ite(s.pte[i] == read.word("swap"), 1, 0)

    return read.implies(_settled(read, s), read.every(0, of.n, page))


def _no_pte_skipped(read: Reading, of: Setting, s: State) -> Term:
    present = read.word("present")
    return read.every(0, of.n, lambda i: read.no(read.conj(s.skipped[i], s.pte[i] == present)))


def _ptl_from_pte0(read: Reading, of: Setting, s: State) -> Term:
    return read.implies(s.pvmw_ptl != 0, s.aux_ptl_from == 0)


def _all_or_nothing(read: Reading, of: Setting, s: State) -> Term:
    def all_are(value: Term) -> Term:
        return read.every(0, of.n, lambda i: s.pte[i] == value)

    alike = (all_are(read.word(value)) for value in ("present", "none", "swap"))
    returned = read.conj(s.pc == read.word(AFTER), _settled(read, s))
    return read.implies(read.conj(returned, of.n > 1), read.disj(*alike))


def _unmapped(read: Reading, of: Setting, s: State) -> Term:
    swap = read.word("swap")
    return read.implies(
        read.conj(s.pc == read.word(AFTER), _settled(read, s)),
        read.every(0, of.n, lambda i: s.pte[i] == swap),
    )


ALWAYS: Mapping[str, Statement] = {
    "LockDiscipline": _lock_discipline,
    "PtlReleased": _ptl_released,
    "WalkContract": _walk_contract,
    "MapcountExact": _mapcount_exact,
    "SwapCountExact": _swap_count_exact,
}
WITH_SYNC: Mapping[str, Statement] = {
    "NoPteSkipped": _no_pte_skipped,
    "PtlFromPte0": _ptl_from_pte0,
    "AllOrNothing": _all_or_nothing,
    "Unmapped": _unmapped,
}
