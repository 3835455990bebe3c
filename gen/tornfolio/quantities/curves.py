"""Varies one rate: the quantities at each value, and the formula where the model is small."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tornfolio.quantities.chain import Chain
from tornfolio.quantities.markov import by_rates
from tornfolio.quantities.quantify import Quantified, quantify
from tornfolio.quantities.questions import questions_about
from tornfolio.quantities.rates import ARRIVAL, Rates, check_known
from tornfolio.quantities.storm import load
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown

__all__ = ["Curve", "Range", "draw_curve", "parse_range"]

_RANGE = re.compile(
    r"(?P<name>[A-Za-z]\w*)=(?P<low>[0-9.eE+-]+?)\.\.(?P<high>[0-9.eE+-]+)", re.ASCII
)
_POINTS = 13
# Beyond, a formula is slow to find, and nobody could read it.
_MOST_STATES = 1000
_MOST_LENGTH = 2000


@dataclass(frozen=True)
class Range:
    """A label, a kind of step or the arrival of writers, and from where to where its rate goes."""

    name: str
    low: float
    high: float

    def values(self) -> list[float]:
        """The rates at which to look, each by the same factor above the one before."""
        factor = (self.high / self.low) ** (1 / (_POINTS - 1))
        return [self.low * factor**at for at in range(_POINTS)]


@dataclass(frozen=True)
class Curve:
    """The quantities while one rate varies.

    `formulas` has the probabilities as expressions in `r`, the rate, where they were short enough.
    """

    varied: Range
    points: Mapping[float, Quantified]
    formulas: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The curve as JSON has it."""
        return {
            "name": self.varied.name,
            "points": [
                {
                    "rate": rate,
                    "quantities": [
                        {"name": each.name, "value": each.to_json()["value"]}
                        for each in found.quantities
                    ],
                }
                for rate, found in self.points.items()
            ],
            "formulas": [{"name": name, "formula": text} for name, text in self.formulas.items()],
        }


def parse_range(text: str, rates: Rates, labels: Mapping[str, str]) -> Range:
    """Read `NAME=FROM..TO`; `labels` are those of the scenario. Raises BadInput."""
    found = _RANGE.fullmatch(text.strip())
    names = [ARRIVAL, *rates.kinds, *labels]
    if found is None:
        raise BadInput(f"{shown(text)} is not NAME=FROM..TO", "write for instance flush=0.1..10")
    check_known(found["name"], names)
    try:
        low, high = float(found["low"]), float(found["high"])
    except ValueError:
        low, high = 0.0, 0.0
    if not 1e-9 <= low < high <= 1e9:
        raise BadInput(
            f"{shown(text)} is not a range of rates", "write a lower and a higher number above 0"
        )
    return Range(found["name"], low, high)


def draw_curve(chain: Chain, properties: tuple[str, ...], rates: Rates, varied: Range) -> Curve:
    """Answer all questions for each rate of a range. Raises ToolMissing or ToolFailed."""
    points = {
        value: quantify(chain, properties, "rates", _with(rates, varied.name, value))
        for value in varied.values()
    }
    return Curve(varied, points, _formulas(chain, properties, rates, varied))


def _with(rates: Rates, name: str, value: float) -> Rates:
    return replace(rates, changed={**rates.changed, name: value})


def _formulas(
    chain: Chain, properties: tuple[str, ...], rates: Rates, varied: Range
) -> dict[str, str]:
    """The probabilities as expressions in the rate, in a small model."""
    markov = by_rates(chain, rates, varied.name)
    if markov.states > _MOST_STATES:
        return {}
    asked = questions_about(chain, rates, properties)
    model = load(markov, asked, varies=True)
    found = {
        question.name: model.expression(question.formula())
        for question in asked.questions
        if question.operator == "P"
    }
    return {name: text for name, text in found.items() if len(text) <= _MOST_LENGTH}
