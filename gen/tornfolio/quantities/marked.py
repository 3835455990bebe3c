"""Makes of a CTMC the one in which time passes in marked states alone: the others are left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tornfolio.quantities.drn import drn_head
from tornfolio.quantities.markov import Markov
from tornfolio.quantities.questions import LAST

__all__ = ["Marked", "leave_unmarked"]

# Beyond, the ways between marked states are too many to keep.
_MOST_STATES = 20_000


@dataclass(frozen=True)
class Marked:
    """The marked states alone, in DRN; the last one of it, LAST, comes after all of them.

    `begins` says how likely each state is to be the first one, `never` how likely LAST is.
    """

    lines: tuple[str, ...]
    begins: Mapping[int, float]
    never: float


def leave_unmarked(markov: Markov, marked: Callable[[int], bool]) -> Marked | None:
    """Leave out the states in which no time passes that is asked for.

    None if there are too many states, or if CPUs can go round in them, so that what follows on a
    marked state would be the limit of a series.
    """
    if markov.states > _MOST_STATES:
        return None
    rows = [markov.rows(state) for state in range(markov.states)]
    timed = [bool(row) and marked(state) for state, row in enumerate(rows)]
    kept = [state for state, yes in enumerate(timed) if yes]
    last = len(kept)
    ways: dict[int, dict[int, float]] = {state: {at: 1.0} for at, state in enumerate(kept)}
    ways |= {state: {last: 1.0} for state, row in enumerate(rows) if not row}
    targets = [row[0].targets if row else () for row in rows]
    weights = [row[0].weights if row else () for row in rows]
    if not _find_ways(ways, targets, weights):
        return None
    lines = [drn_head("ctmc", states=last + 1, choices=last + 1)]
    for at, state in enumerate(kept):
        onward = _mixed(ways, targets[state], weights[state])
        edges = "".join(f"\t\t{to} : {rate!r}\n" for to, rate in sorted(onward.items()))
        first = " init" if at == 0 else ""
        lines.append(f"state {at} !{sum(onward.values())!r}{first}\n\taction 0\n{edges}")
    first = "" if kept else " init"
    lines.append(f"state {last} !1{first} {LAST}\n\taction 0\n\t\t{last} : 1\n")
    return Marked(tuple(lines), ways[0], ways[0].get(last, 0.0))


def _find_ways(
    ways: dict[int, dict[int, float]],
    targets: Sequence[Sequence[int]],
    weights: Sequence[Sequence[float]],
) -> bool:
    """Find from each state how likely each marked one is next; False if there is a round."""
    under_way: set[int] = set()
    stack = [0, *(target for state in list(ways) for target in targets[state])]
    while stack:
        state = stack[-1]
        if state in ways:
            stack.pop()
            continue
        missing = [target for target in targets[state] if target not in ways]
        if not missing:
            total = sum(weights[state])
            shares = [weight / total for weight in weights[state]]
            ways[state] = _mixed(ways, targets[state], shares)
            under_way.discard(state)
            stack.pop()
        elif under_way.intersection(missing) or state in missing:
            return False
        else:
            under_way.add(state)
            stack += missing
    return True


def _mixed(
    ways: Mapping[int, Mapping[int, float]], targets: Sequence[int], weights: Sequence[float]
) -> dict[int, float]:
    """What several ways come to, each with its weight."""
    found: dict[int, float] = {}
    for target, weight in zip(targets, weights, strict=True):
        for marked, share in ways[target].items():
            found[marked] = found.get(marked, 0.0) + weight * share
    return found
