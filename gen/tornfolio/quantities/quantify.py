"""Answers all questions about a chain under one assumption about who goes next, and how fast."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tornfolio.quantities.chain import Chain
from tornfolio.quantities.markov import Markov, any_order, by_rates, uniform
from tornfolio.quantities.questions import LAST, Asked, Question, questions_about
from tornfolio.quantities.rates import Rates
from tornfolio.quantities.spread import Spread
from tornfolio.quantities.storm import Model, load

__all__ = [
    "Quantified",
    "Quantity",
    "Scheduler",
    "assumptions_of",
    "markov_of",
    "number_in_words",
    "quantify",
]

Scheduler = Literal["uniform", "rates", "any"]


@dataclass(frozen=True)
class Quantity:
    """One answer: a value, or the least and the greatest over all schedulers.

    `unit` says in what it is counted, "" for a probability or a number. `distribution` has the
    probability of each value, `within` that of a time that is no longer. `assumptions` says under
    what all this is so.
    """

    name: str
    sentence: str
    unit: str
    value: float | None
    least: float | None
    most: float | None
    distribution: Mapping[int, float]
    assumptions: str
    within: Mapping[float, float] = field(default_factory=dict)

    @property
    def is_infinite(self) -> bool:
        """Tell whether its value, or a bound of it, is infinite."""
        return any(math.isinf(each) for each in (self.value, self.least, self.most) if each)

    def in_words(self) -> str:
        """The value, or both bounds."""
        unit = f" {self.unit}" if self.unit else ""
        if self.value is not None:
            return f"{number_in_words(self.value)}{unit}"
        return f"{number_in_words(self.least)} to {number_in_words(self.most)}{unit}"

    def to_json(self) -> dict[str, Any]:
        """The quantity as JSON has it; what is infinite has no number."""
        return {
            "name": self.name,
            "sentence": self.sentence,
            "unit": self.unit,
            "value": _finite(self.value),
            "min": _finite(self.least),
            "max": _finite(self.most),
            "distribution": [
                {"value": value, "probability": probability}
                for value, probability in self.distribution.items()
            ],
            "within": [
                {"time": time, "probability": probability}
                for time, probability in self.within.items()
            ],
            "assumptions": self.assumptions,
        }


@dataclass(frozen=True)
class Quantified:
    """All quantities of a scenario, and what they were computed from.

    `ends` is how likely it is, at least, that all CPUs come to an end; it is known where a mean is
    infinite, as it is if that is not certain.
    """

    chain: Chain
    scheduler: Scheduler
    rates: Rates
    states: int
    quantities: tuple[Quantity, ...]
    ends: float | None = None

    def value(self, name: str) -> float:
        """The value of a quantity that has one, by its name."""
        (found,) = (each.value for each in self.quantities if each.name == name)
        if found is None:
            raise KeyError(name)
        return found

    def to_json(self) -> dict[str, Any]:
        """The quantities as JSON has them."""
        scenario = self.chain.scenario
        timed = self.scheduler == "rates"
        return {
            "scenario": scenario.name,
            "model": scenario.model.in_words,
            "parameters": scenario.parameters.to_json(),
            "scheduler": self.scheduler,
            "rates": self._rates() if timed else [],
            "arrival": self.rates.arrival if timed else None,
            "states": self.chain.states,
            "markov_states": self.states,
            "ends": self.ends,
            "quantities": [each.to_json() for each in self.quantities],
        }

    def _rates(self) -> list[dict[str, Any]]:
        """The rate of each label of the scenario that is reached, and where it comes from."""
        found = []
        for label in sorted(self.chain.actions):
            primitive = self.chain.primitives[label]
            kind = self.rates.kind(primitive)
            own = label in self.rates.changed or kind in self.rates.changed
            found.append(
                {
                    "label": label,
                    "kind": kind,
                    "rate": self.rates.rate(label, primitive),
                    "phases": self.rates.phases_of(label, primitive),
                    "source": "the command line" if own else self.rates.kinds[kind].source,
                }
            )
        return found


def quantify(
    chain: Chain,
    properties: tuple[str, ...],
    scheduler: Scheduler,
    rates: Rates,
    *,
    distributions: bool = False,
) -> Quantified:
    """Answer all questions about a chain; `properties` are those that TLC has looked at.

    With `distributions`, it is known of each time how it is spread, unless the scheduler is any.
    Raises ToolMissing if Storm is not there, and ToolFailed if it does not answer.
    """
    asked = questions_about(chain, rates, properties)
    markov = markov_of(chain, scheduler, rates)
    model = load(markov, asked)
    assumptions = assumptions_of(chain, scheduler, rates)
    unit = {"uniform": "steps", "rates": "us", "any": "steps"}[scheduler]
    spread = Spread(markov, asked, model) if scheduler != "any" else None
    merged = model.merged(_chances(asked)) if spread else model
    answers = tuple(
        _answer(
            question,
            merged if question.operator == "P" else model,
            merged,
            spread,
            unit,
            assumptions,
            distributions=distributions,
        )
        for question in asked.questions
    )
    ends = None
    if any(each.is_infinite for each in answers):
        ends = model.value(f'P{"min" if scheduler == "any" else ""}=? [F "{LAST}"]')
    return Quantified(chain, scheduler, rates, markov.states, answers, ends)


def markov_of(chain: Chain, scheduler: Scheduler, rates: Rates) -> Markov:
    """The Markov model of a chain under a scheduler."""
    if scheduler == "uniform":
        return uniform(chain)
    return any_order(chain) if scheduler == "any" else by_rates(chain, rates)


def assumptions_of(chain: Chain, scheduler: Scheduler, rates: Rates) -> str:
    """Say in one line under what the numbers hold."""
    return f"{_who_goes_next(scheduler, rates)}; {_arrival(chain, scheduler, rates)}"


def _who_goes_next(scheduler: Scheduler, rates: Rates) -> str:
    if scheduler == "uniform":
        return "each CPU that can go on is as likely as any other to take the next step"
    if scheduler == "any":
        return "any order of the steps, fair or not"
    changed = rates.in_words()
    return f"independent exponential times, by assumed rates{f', {changed}' if changed else ''}"


def _arrival(chain: Chain, scheduler: Scheduler, rates: Rates) -> str:
    if len(chain.cpus) == 1:
        return "no writer"
    times = max(writer.times for writer in chain.scenario.parameters.writers)
    often = "once" if times == 1 else f"up to {times} times"
    if scheduler == "rates" and rates.arrival is not None:
        return f"each writer comes at rate {rates.arrival:g}/us after reclaim has begun, {often}"
    when = "at any time" if scheduler == "any" else "when reclaim does"
    return f"each writer begins {when}, {often}"


def _chances(asked: Asked) -> list[str]:
    """The formulas of all probabilities: what they cannot tell apart can be merged for them."""
    of_values = [each.formula_of(n) for each in asked.questions for n in each.values]
    return [each.formula() for each in asked.questions if each.operator == "P"] + of_values


def _answer(
    question: Question,
    model: Model,
    merged: Model,
    spread: Spread | None,
    unit: str,
    assumptions: str,
    *,
    distributions: bool,
) -> Quantity:
    value = least = most = None
    distribution: dict[int, float] = {}
    within: Mapping[float, float] = {}
    if spread is None:
        least, most = (model.value(question.formula(each)) for each in ("min", "max"))
    else:
        value = model.value(question.formula())
        distribution = {each: merged.value(question.formula_of(each)) for each in question.values}
        if distributions and question.in_time:
            within = spread.times(question, value)
    return Quantity(
        name=question.name,
        sentence=question.sentence,
        unit=unit if question.in_time else "",
        value=value,
        least=least,
        most=most,
        distribution=distribution,
        assumptions=assumptions,
        within=within,
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def number_in_words(value: float | None) -> str:
    """A number as a line of text has it."""
    if value is None or math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "infinite"
    return "0" if abs(value) < 1e-12 else f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
