"""Says of states what the way there and on tells: passes begun, and for which PTL a CPU waits."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence

from tornfolio.quantities.chain import Chain

__all__ = ["begun", "waited_for"]


def begun(chain: Chain, labels: Collection[str]) -> Sequence[int]:
    """How many steps at some labels lead to each state; () if that depends on the way there."""
    found = array("l", [-1] * chain.states)
    found[0] = 0
    # TLC numbers states breadth first, so one of each state's predecessors is before it.
    for state in range(chain.states):
        for step in chain.steps(state):
            number = found[state] + (step.label in labels)
            if found[step.target] not in (-1, number):
                return ()
            found[step.target] = number
    return found


def waited_for(chain: Chain, ptl_labels: Collection[str]) -> Mapping[tuple[int, int], int]:
    """The PTL, from 0, for each state and CPU that is about to take one and cannot.

    Its own variables decide which it is, and others do not change them: so it is the one that the
    CPU takes in the next state in which it can go on, whoever leads there.
    """
    found: dict[tuple[int, int], int] = {}
    for state in range(chain.states):
        going = {step.cpu for step in chain.steps(state)}
        for cpu, label in enumerate(chain.labels(state)):
            if label in ptl_labels and cpu not in going and (state, cpu) not in found:
                _look(chain, state, cpu, found)
    return found


def _look(chain: Chain, first: int, cpu: int, found: dict[tuple[int, int], int]) -> None:
    """Follow the steps of others to where the CPU goes on, and note its PTL on the way."""
    came: dict[int, int] = {first: first}
    queue = [first]
    for state in queue:
        table = found.get((state, cpu), _taken(chain, state, cpu))
        if table is not None:
            while True:
                state = came[state]
                found[state, cpu] = table
                if state == first:
                    return
        for step in chain.steps(state):
            if step.target not in came:
                came[step.target] = state
                queue.append(step.target)


def _taken(chain: Chain, state: int, cpu: int) -> int | None:
    """The PTL that a CPU takes in its next step; None if it can take none."""
    before, name = chain.facts(state).holders, chain.cpus[cpu]
    for step in chain.steps(state):
        if step.cpu == cpu:
            after = chain.facts(step.target).holders
            pairs = enumerate(zip(before, after, strict=True))
            return next((at for at, (old, new) in pairs if new == name != old), None)
    return None
