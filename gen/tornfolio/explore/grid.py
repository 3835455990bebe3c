"""Makes the grid of a sweep: every combination of some values of a scenario's parameters."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tornfolio.model.folders import Model, our_model
from tornfolio.model.parameter_table import PARAMETERS
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenarios, load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.support.naming import shown

__all__ = ["Grid", "GridPoint", "axes_of", "combinations", "make_grid", "point_of", "selected"]

_MOST_POINTS = 10_000


@dataclass(frozen=True)
class GridPoint:
    """A combination: the values of the axes as text, and its spec, or why there is none."""

    values: Mapping[str, str]
    spec: Spec | None
    reason: str = ""


@dataclass(frozen=True)
class Grid:
    """All combinations, smallest folio first, and the properties that are asked for."""

    scenario: str
    axes: Mapping[str, tuple[str, ...]]
    points: tuple[GridPoint, ...]
    properties: tuple[Property, ...]
    model: Model


def make_grid(
    name: str,
    settings: Sequence[str],
    properties: Sequence[str] = (),
    model: Model | None = None,
) -> Grid:
    """Make the grid of a scenario from `KEY=VALUE` settings.

    A key that is given several times is an axis; so are commas between values that have none of
    their own: `nr_pages=1,2,4`. A combination that breaks a rule between parameters is no point,
    unless all are; a value that can be used nowhere is bad input. Raises BadInput.
    """
    model = model or our_model()
    axes = axes_of(name, settings, model)
    scenarios = Scenarios(model)
    points = [point_of(name, values, scenarios) for values in combinations(axes)]
    points.sort(key=_size)
    return Grid(name, axes, tuple(points), selected(points, properties), model)


def axes_of(
    name: str, settings: Sequence[str], model: Model, most: int = _MOST_POINTS
) -> Mapping[str, tuple[str, ...]]:
    """The values of each parameter that settings name, as text. Raises BadInput."""
    axes: dict[str, list[str]] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        key = key.strip()
        if not equals or key not in PARAMETERS:
            load_scenario(name, [setting], model)  # says what is wrong with it
        values = text.split(",") if PARAMETERS[key].kind.one_word else [text]
        for value in map(str.strip, values):
            PARAMETERS[key].kind.from_text(value)
            if value in axes.setdefault(key, []):
                raise BadInput(f"--set {key}={shown(value)} is given twice", "give it once")
            axes[key].append(value)
    number = math.prod(map(len, axes.values()))
    if number > most:
        raise BadInput(f"the grid has {number:,} points", f"give at most {most:,}")
    return {key: tuple(values) for key, values in axes.items()}


def combinations(axes: Mapping[str, tuple[str, ...]]) -> Iterator[Mapping[str, str]]:
    """Every combination of the values of some axes."""
    for combination in itertools.product(*axes.values()):
        yield dict(zip(axes, combination, strict=True))


def point_of(name: str, values: Mapping[str, str], scenarios: Scenarios) -> GridPoint:
    """The point of some values; what breaks a rule between parameters has no spec."""
    try:
        scenario = scenarios.load(name, [f"{key}={value}" for key, value in values.items()])
        return GridPoint(values, render(scenario))
    except RuleBroken as error:
        return GridPoint(values, None, error.problem)


def selected(points: Sequence[GridPoint], names: Sequence[str]) -> tuple[Property, ...]:
    """The named properties, or the scenario's own, of all points together. Raises BadInput."""
    specs = [point.spec for point in points if point.spec is not None]
    if not specs:
        raise BadInput(points[0].reason)
    known = {prop.name: prop for spec in specs for prop in spec.properties}
    for name in names:
        if name not in known:
            specs[0].select([name])  # says that it is unknown
    wanted = names or (specs[0].scenario.property_name,)
    return tuple(prop for prop in known.values() if prop.name in wanted)


def _size(point: GridPoint) -> int:
    if point.spec is not None:
        return point.spec.scenario.parameters.nr_pages
    text = point.values.get("nr_pages", "")
    return int(text) if text.isdecimal() else 0
