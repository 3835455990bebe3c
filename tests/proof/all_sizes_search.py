"""Searches all states that the steps of all_sizes_steps.py reach for one small folio, in Python."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from all_sizes_reclaim import reclaim_steps
from all_sizes_state import IDLE, LOCKS, Mistake, Setting, State
from all_sizes_writers import lock_steps, writer_steps
from readings import Cells, InPython

__all__ = ["READ", "Reached", "first_state", "search", "steps_from"]

READ = InPython()


Left = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Reached:
    """All states, and all steps as (state, label, state)."""

    states: frozenset[State]
    steps: frozenset[tuple[State, str, State]]


def first_state(n: int, bound: int) -> State:
    """The state in which nothing has happened, with PTEs present up to a bound."""
    return State(
        pte=Cells("present" if i < bound else "swap" for i in range(n)),
        mapcount=Cells(int(i < bound) for i in range(n)),
        swap_count=Cells(int(i >= bound) for i in range(n)),
        skipped=Cells((False,) * n),
        ptl="nobody",
        aux_locked=True,
        pc="shrink_trylock",
        addr=0,
        pvmw_ptl=0,
        aux_ptl_from=0,
        wpc=IDLE,
        last=0,
        contpte_first=0,
        contpte_i=0,
        protect_i=0,
        protect_old="none",
        numa_i=0,
        numa_old="none",
        batch_i=0,
        batch_first=0,
        batch_old="none",
    )


def steps_from(
    of: Setting, s: State, mistake: Mistake | None = None
) -> Iterator[tuple[str, State]]:
    """Each step that is possible in a state: its label, and the state after it."""
    found = [reclaim_steps(READ, of, s), writer_steps(READ, of, s)]
    if s.ptl == "nobody":
        places = product(range(of.n), repeat=2)
        found += (lock_steps(READ, of, s, *place) for place in places)
    for each in found:
        made = mistake.made(READ, s, each) if mistake else each
        for label, branches in made.items():
            yield from ((label, branch.after) for branch in branches if branch.guard)


def search(
    of: Setting,
    start: State,
    times: Mapping[str, int | None],
    passes: int | None = 1,
    mistake: Mistake | None = None,
) -> Reached:
    """Reach everything with so many passes, and so many turns of each kind of writer; None: any."""
    more = None if passes is None else passes - 1
    budget: Left = (*sorted(times.items()), ("passes", more))
    seen = {(start, budget)}
    queue = deque(seen)
    taken: set[tuple[State, str, State]] = set()
    while queue:
        state, left = queue.popleft()
        for label, after in steps_from(of, state, mistake):
            spent = _spend(left, LOCKS.get(label, "passes" if label == "shrink_next" else ""))
            if spent is None:
                continue
            taken.add((state, label, after))
            if (after, spent) not in seen:
                seen.add((after, spent))
                queue.append((after, spent))
    return Reached(frozenset(state for state, _ in seen), frozenset(taken))


def _spend(left: Left, name: str) -> Left | None:
    """Take one turn from what is left; None if there is none."""
    if not name:
        return left
    table = dict(left)
    turns = table.get(name, 0)
    if turns == 0:
        return None
    return tuple((key, n - 1 if key == name and n is not None else n) for key, n in left)
