"""Chains written by hand, and the answers of a linear solve that knows neither Storm nor DRN."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.linalg import expm
from scipy.sparse import csr_matrix, identity
from scipy.sparse.linalg import spsolve

from tornfolio.model.scenario import load_scenario
from tornfolio.quantities.chain import Chain, Seen
from tornfolio.quantities.markov import Markov
from tornfolio.quantities.observer import Observation
from tornfolio.quantities.rates import Kind, Rates

# A state by hand: the labels of reclaim and the writer, who holds the PTL, and whether it is torn.
State = tuple[tuple[str, str], str, bool]


PRIMITIVES = {
    "w_clear": "clear", "w_set": "set", "r_load": "load", "w_hold": "hold", "r_lock": "ptl",
}  # fmt: skip


def chain_by_hand(
    states: Sequence[State],
    steps: Sequence[tuple[int, int, str, int]],
    primitives: Mapping[str, str],
) -> Chain:
    """A chain of reclaim and one writer; a step is (source, cpu, label, target), sources rising."""
    facts = [
        Observation(frozenset({"NotTornByReclaim"} if torn else ()), False, False, False, 0, (who,))
        for _, who, torn in states
    ]
    labels = [where for where, _, _ in states]
    distinct, places = list(dict.fromkeys(facts)), list(dict.fromkeys(labels))
    names = list(dict.fromkeys(label for _, _, label, _ in steps))
    begins = [sum(source < state for source, _, _, _ in steps) for state in range(len(states) + 1)]
    return Chain(
        scenario=load_scenario("torn-pte0"),
        cpus=("reclaim", "contpte"),
        primitives=primitives,
        seen=Seen(
            tuple(distinct),
            tuple(places),
            array("l", map(distinct.index, facts)),
            array("l", map(places.index, labels)),
        ),
        actions=tuple(names),
        begins=array("l", begins),
        targets=array("l", (target for _, _, _, target in steps)),
        action_of=array("H", (names.index(label) for _, _, label, _ in steps)),
        cpu_of=array("H", (cpu for _, cpu, _, _ in steps)),
    )


def window() -> Chain:
    """Reclaim loads once, and the folio is torn if that is between the clear and the set."""
    states = [
        (("r_load", "w_clear"), "nobody", False),  # 0
        (("r_load", "w_set"), "nobody", False),  # 1: cleared
        (("Done", "w_clear"), "nobody", False),  # 2: loaded before
        (("r_load", "Done"), "nobody", False),  # 3: set again before the load
        (("Done", "w_set"), "nobody", True),  # 4: loaded in between
        (("Done", "Done"), "nobody", False),  # 5
    ]
    steps = [
        (0, 0, "r_load", 2), (0, 1, "w_clear", 1), (1, 0, "r_load", 4), (1, 1, "w_set", 3),
        (2, 1, "w_clear", 5), (3, 0, "r_load", 5), (4, 1, "w_set", 5),
    ]  # fmt: skip
    return chain_by_hand(states, steps, PRIMITIVES)


def lock() -> Chain:
    """The writer holds the PTL; reclaim loads, and then waits until it is dropped."""
    states = [
        (("r_load", "w_hold"), "contpte", False),  # 0
        (("r_lock", "w_hold"), "contpte", False),  # 1: waits
        (("r_load", "Done"), "nobody", False),  # 2
        (("r_lock", "Done"), "nobody", False),  # 3
        (("Done", "Done"), "nobody", False),  # 4
    ]
    steps = [
        (0, 0, "r_load", 1), (0, 1, "w_hold", 2), (1, 1, "w_hold", 3), (2, 0, "r_load", 3),
        (3, 0, "r_lock", 4),
    ]  # fmt: skip
    return chain_by_hand(states, steps, PRIMITIVES)


def some_rates(**rates: float) -> Rates:
    """Rates with a kind of steps for each keyword, named after the primitive that is of it."""
    kinds = {name: Kind(name, 1000 / rate, "assumed", (name,)) for name, rate in rates.items()}
    return Rates({"step": Kind("step", 1000, "assumed", ()), **kinds})


def chance(markov: Markov, goal: Callable[[int], bool]) -> float:
    """The probability of ever being in a state of the chain that is as wanted."""
    inside = [not goal(markov.state_of[state]) for state in range(markov.states)]
    onward, total = _matrix(markov, inside)
    hits = np.array(
        [
            0.0 if total[state] == 0 or not inside[state] else sum(
                weight / total[state]
                for target, weight in _edges(markov, state)
                if not inside[target]
            )
            for state in range(markov.states)
        ]
    )  # fmt: skip
    if not inside[0]:
        return 1.0
    return float(spsolve(identity(markov.states, format="csc") - onward.tocsc(), hits)[0])


def spent(markov: Markov, rate: Callable[[int], float]) -> float:
    """What is spent in all, if each unit of time in a state costs so much, up to a last state."""
    onward, total = _matrix(markov, [True] * markov.states)
    timed = markov.kind == "ctmc"
    costs = np.array(
        [
            rate(state) / (total[state] if timed else 1) if total[state] else 0.0
            for state in range(markov.states)
        ]
    )
    return float(spsolve(identity(markov.states, format="csc") - onward.tocsc(), costs)[0])


def ended(markov: Markov, held: Callable[[int], bool], time: float) -> float:
    """The probability that all is over after a time, if steps take almost none where none is held.

    By squaring a matrix of a very short time.
    """
    size = markov.states
    rates = np.zeros((size, size))
    for state in range(size):
        speed = 1 if held(markov.state_of[state]) else 1e6
        for target, weight in _edges(markov, state):
            rates[state, target] += speed * weight
            rates[state, state] -= speed * weight
    last = [state for state in range(size) if not _edges(markov, state)]
    return float(expm(rates * time)[0, last].sum())


def _edges(markov: Markov, state: int) -> list[tuple[int, float]]:
    return [
        edge
        for row in markov.rows(state)
        for edge in zip(row.targets, row.weights, strict=True)
    ]  # fmt: skip


def _matrix(markov: Markov, inside: Sequence[bool]) -> tuple[csr_matrix, list[float]]:
    """The probabilities of the steps within some states, and the sum of each state's weights."""
    rows, columns, values, totals = [], [], [], []
    for state in range(markov.states):
        edges = _edges(markov, state)
        totals.append(sum(weight for _, weight in edges))
        for target, weight in edges if inside[state] else []:
            if inside[target]:
                rows.append(state)
                columns.append(target)
                values.append(weight / totals[-1])
    size = markov.states
    return csr_matrix((values, (rows, columns)), shape=(size, size)), totals
