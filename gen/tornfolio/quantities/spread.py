"""Says how a time is spread: how likely it is that it is no longer than so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tornfolio.quantities.marked import leave_unmarked
from tornfolio.quantities.markov import Markov
from tornfolio.quantities.questions import LAST, Asked, Question
from tornfolio.quantities.storm import Model, load_drn

__all__ = ["Spread"]

# The times at which to look, as parts of the mean.
_PARTS = (0.0, 0.5, 1.0, 2.0, 4.0)


class Spread:
    """How the times in a Markov model are spread; `model` is what Storm has read of it."""

    def __init__(self, markov: Markov, asked: Asked, model: Model) -> None:
        self._markov = markov
        self._asked = asked
        self._model = model

    def times(self, question: Question, mean: float) -> Mapping[float, float]:
        """The probability that a time is no greater than a few parts of its mean.

        Storm sees a model in which only the time passes that the question is about. Nothing is said
        where that is not known.
        """
        if not mean or mean == float("inf"):
            return {}
        return dict(self._within(question, mean))

    def _within(self, question: Question, mean: float) -> Iterator[tuple[float, float]]:
        if self._markov.kind == "dtmc":
            for steps in dict.fromkeys(int(part * mean) for part in _PARTS):
                bound = f'{{"{question.reward}"}}<={steps}'
                yield steps, self._model.value(f'P=? [F{bound} "{LAST}"]')
            return
        at = self._asked.spent_index(question)
        assert at is not None  # a time is spent in states
        spent = self._asked.spent
        marked = leave_unmarked(self._markov, lambda state: bool(spent(self._markov, state)[at]))
        if marked is None:
            return
        model = load_drn(marked.lines)
        yield 0.0, marked.never
        for part in _PARTS[1:]:
            values = model.values(f'P=? [F<={part * mean!r} "{LAST}"]')
            yield part * mean, sum(share * values[state] for state, share in marked.begins.items())
