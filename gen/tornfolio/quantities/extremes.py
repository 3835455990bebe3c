"""Finds an order of the steps that makes a quantity least or greatest: a shortest one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import networkx as nx

from tornfolio.quantities.chain import Chain
from tornfolio.quantities.markov import Markov, any_order
from tornfolio.quantities.questions import Asked, Question, questions_about
from tornfolio.quantities.rates import Rates
from tornfolio.quantities.storm import load
from tornfolio.support.errors import ToolFailed

__all__ = ["Direction", "Extreme", "find_extreme"]

Direction = Literal["min", "max"]

_UNTIL = re.compile(r'(?:!"(?P<before>\w+)" U|F) "(?P<goal>\w+)"')
_REWARD = re.compile(r'R\{"(\w+)"\}')
# A state, and whether it is decided by then whether the path is as wanted.
_Place = tuple[int, bool]


@dataclass(frozen=True)
class Extreme:
    """An order that makes a quantity least or greatest: that value, and the states that it visits.

    `labels` are those of the steps between the states. `back_to` is the place in `states` that
    follows on the last one where the order goes on for ever; None if it ends.
    """

    question: Question
    direction: Direction
    value: float
    states: tuple[int, ...]
    labels: tuple[str, ...]
    back_to: int | None = None


def find_extreme(
    chain: Chain,
    properties: tuple[str, ...],
    rates: Rates,
    name: str,
    direction: Direction,
) -> Extreme:
    """Let Storm say what each state is worth, and follow steps that lose nothing of it.

    Under any order nothing is left to chance, so an order is one path. `name` is that of a
    quantity. Raises ToolMissing or ToolFailed.
    """
    asked = questions_about(chain, rates, properties)
    (question,) = (each for each in asked.questions if each.name == name)
    markov = any_order(chain)
    worth = load(markov, asked).values(question.formula(direction))[: chain.states]
    path = _Paths(chain, _steps_of(chain, markov, asked, question, worth))
    decided = _decided(markov, asked, question)
    found = path.to_the_end(decided) or path.for_ever(decided)
    if found is None:
        raise ToolFailed(f"no order of the steps makes {name} what Storm says", "report this")
    states, back_to = found
    labels = tuple(_label(chain, *pair) for pair in pairwise(states))
    return Extreme(question, direction, worth[0], tuple(states), labels, back_to)


def _label(chain: Chain, source: int, target: int) -> str:
    return next(step.label for step in chain.steps(source) if step.target == target)


def _decided(markov: Markov, asked: Asked, question: Question) -> Callable[[int], bool]:
    """Whether a path that comes to a state is decided; what is counted never is before the end."""
    until = _UNTIL.fullmatch(question.path)
    if until is None or question.operator != "P":
        return lambda state: False

    def decided(state: int) -> bool:
        labels = set(asked.labels(markov, state))
        return until["goal"] in labels or until["before"] in labels

    return decided


def _steps_of(
    chain: Chain, markov: Markov, asked: Asked, question: Question, worth: list[float]
) -> Callable[[int], Iterator[tuple[int, bool]]]:
    """The steps of a state that lose nothing: where each leads, and whether it counts something."""
    reward = _REWARD.fullmatch(question.operator)

    def costs(state: int) -> list[float]:
        rows = markov.rows(state)
        if reward is None:
            return [0.0] * len(rows)
        spent = asked.spent(markov, state)
        at = asked.rewards.index(reward[1])
        if at < len(spent):
            return [float(spent[at])] * len(rows)
        return [asked.counted(markov, state, row.counted)[at - len(spent)] for row in rows]

    def steps(state: int) -> Iterator[tuple[int, bool]]:
        for row, cost in zip(markov.rows(state), costs(state), strict=True):
            (target,) = row.targets
            left = worth[target] + cost
            if left == worth[state] or math.isclose(left, worth[state], abs_tol=1e-6):
                yield target, cost > 0

    return steps


class _Paths:
    """Shortest paths over steps that lose nothing, and over all steps once all is decided."""

    def __init__(self, chain: Chain, steps: Callable[[int], Iterator[tuple[int, bool]]]) -> None:
        self._chain = chain
        self._steps = steps

    def to_the_end(self, decided: Callable[[int], bool]) -> tuple[list[int], None] | None:
        """A shortest path to a last state."""
        came: dict[_Place, _Place | None] = {(0, decided(0)): None}
        queue = list(came)
        for place in queue:
            if self._chain.is_last(place[0]):
                return _back(came, place), None
            for target in self._onward(*place):
                following = (target, place[1] or decided(target))
                if following not in came:
                    came[following] = place
                    queue.append(following)
        return None

    def for_ever(self, decided: Callable[[int], bool]) -> tuple[list[int], int] | None:
        """A path and a round that goes on for ever, one that counts something where one does."""
        graph: nx.DiGraph[_Place] = nx.DiGraph()
        start = (0, decided(0))
        graph.add_node(start)
        queue = [start]
        counting: set[tuple[_Place, _Place]] = set()
        for place in queue:
            counted = dict(self._steps(place[0]))
            for target in self._onward(*place):
                following = (target, place[1] or decided(target))
                if following not in graph:
                    queue.append(following)
                graph.add_edge(place, following)
                if counted.get(target):
                    counting.add((place, following))
        part_of = {
            place: number
            for number, part in enumerate(nx.strongly_connected_components(graph))
            for place in part
        }
        inside = [edge for edge in graph.edges if part_of[edge[0]] == part_of[edge[1]]]
        rounds = [edge for edge in inside if edge in counting] or inside
        if not rounds:
            return None
        source, target = rounds[0]
        way = nx.shortest_path(graph, start, source)
        again = nx.shortest_path(graph, target, source)
        states = [state for state, _ in [*way, *again]]
        # The last state is the one at which the round begins; the step to it closes it.
        return states[:-1], len(way) - 1

    def _onward(self, state: int, decided: bool) -> list[int]:
        if decided:
            return [step.target for step in self._chain.steps(state)]
        return [target for target, _ in self._steps(state)]


def _back(came: dict[_Place, _Place | None], place: _Place) -> list[int]:
    path: list[int] = []
    at: _Place | None = place
    while at is not None:
        path.append(at[0])
        at = came[at]
    return path[::-1]
