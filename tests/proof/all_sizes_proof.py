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
from all_sizes_state import (
    AFTER,
    BEFORE,
    LABELS,
    LOCKS,
    RETURNING,
    WORDS,
    Branch,
    Mistake,
    Setting,
    State,
)
from all_sizes_steps import steps
from readings import InZ3, Term

__all__ = [
    "READ",
    "Query",
    "decide",
    "of_size",
    "queries",
    "query_of",
    "some_setting",
    "some_state",
]

# Milliseconds for one case of a query; each takes some hundredths of a second.
_LIMIT = 60_000

READ = InZ3(WORDS)

May = Callable[[str, Term, Term], Term]


@dataclass(frozen=True)
class Query:
    """What z3 is asked: a solution of one of the cases shows that `name` is not so.

    The cases are the branches of a label; of a statement there is one.
    """

    name: str
    cases: tuple[Term, ...]


def decide(query: Query) -> str:
    """What z3 answers: unsat if no case has a solution, sat if one has, else unknown."""
    answers = set()
    for case in query.cases:
        solver = z3.Solver()
        solver.set("timeout", _LIMIT)
        solver.add(case)
        answers.add(str(solver.check()))
    return next(answer for answer in ("sat", "unknown", "unsat") if answer in answers)


def queries() -> Iterator[Query]:
    """All queries: the invariant holds at first, each label keeps it, and it says enough."""
    of, s, bound = some_setting(), some_state(), z3.Int("bound")
    holds = invariant(READ, of, s, bound)
    first = initially(READ, of, s, bound)
    yield Query("initially", (of_size(of, first, z3.Not(holds)),))
    for label in LABELS:
        yield query_of(label)
    for name, statement in ALWAYS.items():
        yield Query(name, (of_size(of, holds, z3.Not(statement(READ, of, s))),))
    for name, statement in WITH_SYNC.items():
        yield Query(name, (of_size(of, of.sync, holds, z3.Not(statement(READ, of, s))),))
    places = READ.among(s.pc, [BEFORE, RETURNING, AFTER])
    at_rest = z3.And(s.ptl == READ.word("nobody"), places)
    torn = is_torn_at(READ, of, s, bound)
    yield Query("TornShape", (of_size(of, holds, at_rest, z3.Not(torn)),))


def query_of(label: str, mistake: Mistake | None = None, size: int | None = None) -> Query:
    """Ask whether a label keeps the invariant, as the label is or with a mistake in it.

    With `size` only folios of that size are asked about, which z3 can always decide.
    """
    read = READ if size is None else READ.of_size(size)
    of, s, bound = some_setting(), some_state(), z3.Int("bound")
    holds = invariant(read, of, s, bound)
    found = steps(read, of, s, z3.Int("first"), z3.Int("last"))
    branches = (mistake.made(read, s, found) if mistake else found)[label]
    sized = z3.BoolVal(True) if size is None else of.n == size
    return Query(
        label,
        tuple(
            of_size(of, sized, holds, _keeps_not(read, of, s, bound, branch)) for branch in branches
        ),
    )


def of_size(of: Setting, *terms: Term) -> Term:
    """Say what a folio and a CONT block are at least."""
    return z3.And(of.n >= 1, of.cont >= 1, of.cont <= of.n, *terms)


def _keeps_not(read: InZ3, of: Setting, s: State, bound: Term, branch: Branch) -> Term:
    """Say that a branch is possible and that no bound that comes into question fits afterwards."""
    return z3.And(
        branch.guard,
        z3.Not(invariant(read, of, branch.after, bound)),
        z3.Not(invariant(read, of, branch.after, next_bound(read, s, bound))),
    )


def some_setting(may: May | None = None) -> Setting:
    """Any setting, in which writers may do whatever they like or what is said."""
    number = z3.IntSort()
    any_of = {
        kind: z3.Function(f"may_{kind}", number, number, z3.BoolSort()) for kind in LOCKS.values()
    }
    return Setting(
        n=z3.Int("n"),
        cont=z3.Int("cont"),
        sync=z3.Bool("sync"),
        batch_flush=z3.Bool("batch_flush"),
        may=may or (lambda kind, first, last: any_of[kind](first, last)),
    )


def some_state() -> State:
    """Any state."""
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
