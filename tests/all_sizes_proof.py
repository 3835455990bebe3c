"""Puts the invariant of all sizes to z3: one query for each label, and one for each statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import z3

from all_sizes_invariant import (
    ALWAYS,
    WITH_SYNC,
    initially,
    invariant,
    is_torn_at,
    next_bound,
)
from all_sizes_steps import (
    AFTER,
    BEFORE,
    KINDS,
    RETURNING,
    WORDS,
    Branch,
    Setting,
    State,
    Steps,
    steps,
)
from readings import Acting, InZ3, Term

__all__ = ["READ", "Change", "Query", "decide", "queries", "unchanged"]

# Milliseconds for one query; each takes some hundredths of a second.
_LIMIT = 60_000

READ = InZ3(WORDS)

# A mistake in the steps: the steps as they are become others.
Change = Callable[[Acting, Setting, State, Steps], Steps]


@dataclass(frozen=True)
class Query:
    """What z3 is asked: `terms` together have a solution if and only if `name` is not so."""

    name: str
    terms: tuple[Term, ...]


def unchanged(read: Acting, of: Setting, s: State, found: Steps) -> Steps:
    """Leave the steps as they are."""
    return found


def decide(query: Query) -> str:
    """Give z3's answer: unsat, sat or unknown."""
    solver = z3.Solver()
    solver.set("timeout", _LIMIT)
    solver.add(*query.terms)
    return str(solver.check())


def queries(change: Change = unchanged) -> Iterator[Query]:
    """Give all queries: the invariant can be, it is at first, each label keeps it, it says enough."""
    of, s, bound = _setting(), _state(), z3.Int("bound")
    sizes = (of.n >= 1, of.cont >= 1, of.cont <= of.n)
    holds = invariant(READ, of, s, bound)
    yield Query("initially", (*sizes, initially(READ, of, s, bound), z3.Not(holds)))
    first, last = z3.Ints("first last")
    for label, branches in change(READ, of, s, steps(READ, of, s, first, last)).items():
        goes = z3.Or(*(_keeps_not(of, s, bound, branch) for branch in branches))
        yield Query(label, (*sizes, holds, goes))
    for name, statement in ALWAYS.items():
        yield Query(name, (*sizes, holds, z3.Not(statement(READ, of, s))))
    for name, statement in WITH_SYNC.items():
        yield Query(name, (*sizes, of.sync, holds, z3.Not(statement(READ, of, s))))
    at_rest = (s.ptl == READ.word("nobody"), READ.among(s.pc, [BEFORE, RETURNING, AFTER]))
    yield Query("TornShape", (*sizes, holds, *at_rest, z3.Not(is_torn_at(READ, of, s, bound))))


def _keeps_not(of: Setting, s: State, bound: Term, branch: Branch) -> Term:
    """Say that a branch is possible and that no bound that comes into question fits afterwards."""
    return z3.And(
        branch.guard,
        z3.Not(invariant(READ, of, branch.after, bound)),
        z3.Not(invariant(READ, of, branch.after, next_bound(READ, s, bound))),
    )


def _setting() -> Setting:
    word = z3.IntSort()
    may = {
        kind: z3.Function(f"may_{kind}", word, word, z3.BoolSort()) for kind in KINDS
    }
    return Setting(
        n=z3.Int("n"),
        cont=z3.Int("cont"),
        sync=z3.Bool("sync"),
        batch_flush=z3.Bool("batch_flush"),
        may=lambda kind, first, last: may[kind](first, last),
    )


def _state() -> State:
    sorts = {
        "pte": z3.ArraySort(z3.IntSort(), READ.sort),
        "mapcount": z3.ArraySort(z3.IntSort(), z3.IntSort()),
        "swap_count": z3.ArraySort(z3.IntSort(), z3.IntSort()),
        "skipped": z3.ArraySort(z3.IntSort(), z3.BoolSort()),
        "aux_locked": z3.BoolSort(),
    }
    words = ("ptl", "pc", "wpc", "protect_old", "numa_old", "batch_old")
    sorts |= dict.fromkeys(words, READ.sort)
    names = (field.name for field in fields(State))
    return State(**{name: z3.Const(name, sorts.get(name, z3.IntSort())) for name in names})
