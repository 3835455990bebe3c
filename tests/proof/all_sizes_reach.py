"""Shows by z3 that each torn shape is reached, for folios of any size: lemmas that join into paths.

A lemma says that from each state of one kind some steps lead to a state of another. Without
TTU_SYNC and beside a numa writer that repeats, the path to "present up to `bound`, swap entries
from there on" is

    bound = 0         begin_locked, unmap ..., finish
    0 < bound < n     begin, skip ... up to bound - 1, lock, unmap ..., finish
    bound = n         begin, skip ... up to n - 1, find_nothing
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import z3

from all_sizes_invariant import initially, is_torn_at
from all_sizes_proof import READ, Query, of_size, some_setting, some_state
from all_sizes_state import AFTER, IDLE, Setting, State
from all_sizes_steps import steps
from readings import Term

__all__ = ["LEMMAS", "lemma_query"]

_Kind = Callable[[Setting, State], Term]

# Where the walk is, and where it took the PTL.
_K, _FROM = z3.Ints("k taken_from")


@dataclass(frozen=True)
class Lemma:
    """From each state of the kind `start`, `path` leads to one of the kind `end`.

    Each step of the path is a label and which of its branches; `pte` is what numa works on.
    """

    start: _Kind
    path: Sequence[tuple[str, int]]
    end: _Kind
    pte: Term = 0


def _begin(of: Setting, s: State) -> Term:
    """Say that nothing has happened, and the folio is wholly mapped."""
    return initially(READ, of, s, of.n)


def _walks(k: Term) -> _Kind:
    """Say that the walk is at PTE k without the PTL, and has found nothing so far."""

    def kind(of: Setting, s: State) -> Term:
        return z3.And(
            READ.within(0, k, of.n),
            s.pc == READ.word("next_pte"),
            s.addr == k,
            s.pvmw_ptl == 0,
            s.ptl == READ.word("nobody"),
            s.wpc == READ.word(IDLE),
            is_torn_at(READ, of, s, of.n),
        )

    return kind


def _unmaps(taken_from: Term, k: Term) -> _Kind:
    """Say that the walk took the PTL at one PTE, has unmapped all from there on, and is at k."""

    def kind(of: Setting, s: State) -> Term:
        def page(i: Term) -> Term:
            gone = READ.within(taken_from, i, k)
            return s.pte[i] == z3.If(gone, READ.word("swap"), READ.word("present"))

        return z3.And(
            taken_from >= 0,
            READ.within(taken_from, k, of.n),
            s.pc == READ.word("ttu_clear"),
            s.addr == k,
            s.pvmw_ptl == 1,
            s.ptl == READ.word("reclaim"),
            READ.every(0, of.n, page),
        )

    return kind


def _ends(bound: Callable[[Setting], Term]) -> _Kind:
    """Say that try_to_unmap() has returned, and the shape that it has left."""

    def kind(of: Setting, s: State) -> Term:
        torn = is_torn_at(READ, of, s, bound(of))
        return z3.And(s.pc == READ.word(AFTER), s.ptl == READ.word("nobody"), torn)

    return kind


def _with(condition: Callable[[Setting], Term], kind: _Kind) -> _Kind:
    return lambda of, s: z3.And(condition(of), kind(of, s))


_TO_WALK = (("shrink_trylock", 0), ("rmap_walk", 0), ("try_to_unmap_one", 1))
_HOLE = (("numa_lock", 0), ("numa_start", 0))
_FILLED = (("numa_commit", 0), ("numa_unlock", 0))
_ONE_PTE = (
    *(("ttu_clear", 1), ("ttu_flush", 0), ("ttu_dup", 0), ("ttu_set_swap", 0), ("ttu_rmap", 0)),
)
_RETURN = (("ttu_return", 0), ("rmap_unlock", 0))

LEMMAS: Mapping[str, Lemma] = {
    "begin": Lemma(_begin, (*_TO_WALK, *_HOLE, ("map_pte", 1), *_FILLED), _walks(0)),
    "begin_locked": Lemma(
        _begin,
        (*_TO_WALK, ("map_pte", 0), ("map_pte_lock", 0), ("this_pte", 0)),
        _unmaps(z3.IntVal(0), z3.IntVal(0)),
    ),
    "skip": Lemma(
        _with(lambda of: of.n > _K + 1, _walks(_K)),
        (*_HOLE, ("next_pte", 1), *_FILLED),
        _walks(_K + 1),
        pte=_K + 1,
    ),
    "lock": Lemma(
        _with(lambda of: of.n > _K + 1, _walks(_K)),
        (("next_pte", 3), ("next_pte_lock", 0), ("this_pte", 0)),
        _unmaps(_K + 1, _K + 1),
    ),
    "unmap": Lemma(
        _with(lambda of: of.n > _K + 1, _unmaps(_FROM, _K)),
        (*_ONE_PTE, ("next_pte", 2), ("this_pte", 0)),
        _unmaps(_FROM, _K + 1),
    ),
    "finish": Lemma(
        _with(lambda of: of.n == _K + 1, _unmaps(_FROM, _K)),
        (*_ONE_PTE, ("next_pte", 0), ("not_found", 1), *_RETURN),
        _ends(lambda of: _FROM),
    ),
    "find_nothing": Lemma(
        _with(lambda of: of.n == _K + 1, _walks(_K)),
        (("next_pte", 0), ("not_found", 0), *_RETURN),
        _ends(lambda of: of.n),
    ),
}


def lemma_query(name: str, without: int | None = None) -> Query:
    """Ask for a state from which the path of a lemma cannot be gone or leads elsewhere.

    Each step is a case of its own, and so is the end. With `without` one step is left out.
    """
    lemma = LEMMAS[name]
    of, s = some_setting(may=lambda kind, first, last: z3.BoolVal(True)), some_state()
    assumed = of_size(of, z3.Not(of.sync), z3.Not(of.batch_flush), lemma.start(of, s))
    cases = []
    for label, branch in (step for at, step in enumerate(lemma.path) if at != without):
        taken = steps(READ, of, s, lemma.pte, lemma.pte)[label][branch]
        cases.append(z3.And(assumed, z3.Not(taken.guard)))
        s = taken.after
    return Query(name, (*cases, z3.And(assumed, z3.Not(lemma.end(of, s)))))
