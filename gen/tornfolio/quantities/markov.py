"""Makes a Markov model of a chain: who goes next, and how long each step takes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tornfolio.quantities.chain import DONE, Chain
from tornfolio.quantities.rates import Rates

__all__ = ["COUNTED", "Kind", "Markov", "Row", "any_order", "by_rates", "uniform"]

Kind = Literal["dtmc", "ctmc", "mdp"]

# What is counted, by the labels whose steps count.
COUNTED = {
    "passes": ("shrink_trylock", "poison_lock"),
    "faults": ("fault_lookup", "fault_read"),
}
# A writer that has not come yet.
_AWAY = -1


@dataclass(frozen=True, slots=True)
class Row:
    """A choice in a state: its name, where it leads with which weight, and what it counts.

    The weights are probabilities, or rates of a CTMC; `slopes` says how fast each grows with the
    rate that varies. `counted` has for each of COUNTED how often it happens in this choice.
    """

    name: str
    targets: tuple[int, ...]
    weights: tuple[float, ...]
    slopes: tuple[float, ...]
    counted: tuple[float, ...]


@dataclass(frozen=True)
class Markov:
    """A Markov model: a state of it is a state of the chain, and what phase each CPU is in.

    `state_of` gives the state of the chain; `away` the CPUs that have not come, as bits. `rows`
    gives the choices of a state: none in a last one, several only in an MDP.
    """

    kind: Kind
    chain: Chain
    state_of: array[int]
    away: array[int]
    rows: Callable[[int], tuple[Row, ...]]

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.state_of)

    def waiting(self, state: int) -> Iterator[int]:
        """The CPUs that wait for a lock: they are not done and cannot go on."""
        number = self.state_of[state]
        going = {step.cpu for step in self.chain.steps(number)}
        for cpu, label in enumerate(self.chain.labels(number)):
            if label != DONE and cpu not in going and not self.away[state] >> cpu & 1:
                yield cpu


def uniform(chain: Chain) -> Markov:
    """Each CPU that can go on is equally likely to be next, and so is each way in which it can."""

    def rows(state: int) -> tuple[Row, ...]:
        moves = chain.by_cpu(state)
        weights: dict[int, float] = {}
        counts = [0.0] * len(COUNTED)
        for steps in moves.values():
            for step in steps:
                weight = 1 / len(moves) / len(steps)
                weights[step.target] = weights.get(step.target, 0) + weight
                _count(counts, step.label, weight)
        return (_row("next", weights, {}, counts),) if moves else ()

    return Markov("dtmc", chain, array("l", range(chain.states)), _nobody(chain.states), rows)


def any_order(chain: Chain) -> Markov:
    """Whoever can go on may be next, as somebody who wants one result or the other chooses."""

    def rows(state: int) -> tuple[Row, ...]:
        found = []
        for step in chain.steps(state):
            counts = [0.0] * len(COUNTED)
            _count(counts, step.label, 1)
            found.append(_row(step.label, {step.target: 1.0}, {}, counts))
        return tuple(found)

    return Markov("mdp", chain, array("l", range(chain.states)), _nobody(chain.states), rows)


def by_rates(chain: Chain, rates: Rates, vary: str | None = None) -> Markov:
    """Each step takes a time of its own, exponential or in phases, and CPUs do not wait for others.

    A CPU that has to wait for a lock goes on when that is free. With `vary`, a label or
    a kind, the rate of that is the variable, and weights are for its rate 0.
    """
    return _Timed(chain, rates, vary).model()


class _Timed:
    """Finds the states of a chain with the phases of its CPUs, breadth first."""

    def __init__(self, chain: Chain, rates: Rates, vary: str | None) -> None:
        self._chain = chain
        self._rates: dict[str, tuple[float, float]] = {}
        self._phases: dict[str, int] = {}
        for label in chain.actions:
            primitive = chain.primitives[label]
            self._phases[label] = rates.phases_of(label, primitive)
            varied = vary is not None and vary in (label, rates.kind(primitive))
            if varied and (label == vary or label not in rates.changed):
                self._rates[label] = (0.0, 1.0)
            else:
                self._rates[label] = (rates.rate(label, primitive), 0.0)
        self._arrival = rates.arrival
        self._arrival_varies = vary == "arrival"
        away = _AWAY if self._arrival is not None or self._arrival_varies else 0
        self._first = (0, (0, *[away] * (len(chain.cpus) - 1)))
        self._plain = not away and all(n == 1 for n in self._phases.values())
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._found: list[tuple[int, tuple[int, ...]]] = []

    def model(self) -> Markov:
        chain = self._chain
        if self._plain:
            none = (0,) * len(chain.cpus)

            def plain(state: int) -> tuple[Row, ...]:
                return self._rows(state, none, lambda at, stages: at)

            return Markov(
                "ctmc", chain, array("l", range(chain.states)), _nobody(chain.states), plain
            )
        self._number(*self._first)
        kept: list[tuple[Row, ...]] = []
        while len(kept) < len(self._found):
            kept.append(self._rows(*self._found[len(kept)], self._number))
        away = array("L", (_bits(stages) for _, stages in self._found))
        state_of = array("l", (state for state, _ in self._found))
        return Markov("ctmc", chain, state_of, away, kept.__getitem__)

    def _number(self, state: int, stages: tuple[int, ...]) -> int:
        key = (state, stages)
        if key not in self._numbers:
            self._numbers[key] = len(self._found)
            self._found.append(key)
        return self._numbers[key]

    def _rows(
        self,
        state: int,
        stages: tuple[int, ...],
        number: Callable[[int, tuple[int, ...]], int],
    ) -> tuple[Row, ...]:
        weights: dict[int, float] = {}
        slopes: dict[int, float] = {}
        counts = [0.0] * len(COUNTED)

        def add(target: int, rate: float, slope: float) -> None:
            weights[target] = weights.get(target, 0) + rate
            if slope:
                slopes[target] = slopes.get(target, 0) + slope

        for cpu, stage in enumerate(stages):
            if stage == _AWAY:
                onward = number(state, _with(stages, cpu, 0))
                add(onward, self._arrival or 0, float(self._arrival_varies))
        for cpu, steps in self._chain.by_cpu(state).items():
            if stages[cpu] == _AWAY:
                continue
            label = steps[0].label
            rate, slope = (each * self._phases[label] for each in self._rates[label])
            if stages[cpu] + 1 < self._phases[label]:
                add(number(state, _with(stages, cpu, stages[cpu] + 1)), rate, slope)
                continue
            for step in steps:
                onward = number(step.target, _with(stages, cpu, 0))
                add(onward, rate / len(steps), slope / len(steps))
                _count(counts, step.label, rate / len(steps))
        total = sum(weights.values())
        if not weights:
            return ()
        return (_row("next", weights, slopes, [each / total if total else 0 for each in counts]),)


def _row(
    name: str, weights: dict[int, float], slopes: dict[int, float], counts: list[float]
) -> Row:
    targets = tuple(sorted(weights))
    return Row(
        name,
        targets,
        tuple(weights[target] for target in targets),
        tuple(slopes.get(target, 0.0) for target in targets) if slopes else (),
        tuple(counts),
    )


def _count(counts: list[float], label: str, weight: float) -> None:
    for at, labels in enumerate(COUNTED.values()):
        if label in labels:
            counts[at] += weight


def _with(stages: tuple[int, ...], cpu: int, stage: int) -> tuple[int, ...]:
    return (*stages[:cpu], stage, *stages[cpu + 1 :])


def _bits(stages: tuple[int, ...]) -> int:
    return sum(1 << cpu for cpu, stage in enumerate(stages) if stage == _AWAY)


def _nobody(states: int) -> array[int]:
    """That everybody has come, in each of so many states."""
    return array("L", bytes(array("L").itemsize * states))
