"""Decides a grid of points of one scenario: every combination of some values of its parameters."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.explore.survey import Survey, survey
from tornfolio.explore.verdict_cache import Decided, Kinds
from tornfolio.model.folders import Model, our_model
from tornfolio.model.parameter_table import PARAMETERS
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput, RuleBroken, ToolFailed
from tornfolio.support.naming import shown
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.session import Ask

__all__ = [
    "Grid",
    "GridPoint",
    "SweepReport",
    "Swept",
    "SweptWord",
    "make_grid",
    "run_sweep",
    "smallest_violating",
]

SweptWord = Literal["holds", "violated", "undecided", "tool failed", "no point"]

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


@dataclass(frozen=True)
class Swept:
    """A point and what TLC says of it. `cached`: it had been decided before."""

    point: GridPoint
    survey: Survey | None
    cached: bool = False
    seconds: float = 0.0
    reason: str = ""

    def word(self, prop: str) -> SweptWord:
        """The word for a property."""
        if self.point.spec is None:
            return "no point"
        if self.survey is None:
            return "tool failed"
        return self.survey.verdicts.get(prop, "undecided")


@dataclass(frozen=True)
class SweepReport:
    """What a sweep found, in the order of the grid."""

    grid: Grid
    swept: tuple[Swept, ...]
    seconds: float

    @property
    def words(self) -> set[SweptWord]:
        """All words of all points."""
        return {each.word(prop.name) for each in self.swept for prop in self.grid.properties}

    def to_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "scenario": self.grid.scenario,
            "model": self.grid.model.in_words,
            "axes": {
                name: [_plain(name, text) for text in values]
                for name, values in self.grid.axes.items()
            },
            "points": [self._point(each) for each in self.swept],
            "smallest": smallest_violating(self),
            "seconds": round(self.seconds, 2),
        }

    def _point(self, each: Swept) -> dict[str, Any]:
        counts = each.survey.counts if each.survey else None
        return {
            "set": _settings(each.point.values),
            "properties": {p.name: each.word(p.name) for p in self.grid.properties},
            "generated": counts.generated if counts else None,
            "distinct": counts.distinct if counts else None,
            "seconds": round(each.seconds, 2),
            "cached": each.cached,
            "reason": each.reason or each.point.reason,
            "empty": list(each.survey.spec.scenario.parameters.empty()) if each.survey else [],
            "vacuous": list(each.survey.vacuous) if each.survey else [],
        }


def _plain(name: str, text: str) -> str | int:
    """A value of an axis as JSON has it: a number if it is one, else as it was given."""
    value = PARAMETERS[name].kind.from_text(text)
    return value if isinstance(value, int) else text


def _settings(values: Mapping[str, str]) -> dict[str, str | int]:
    return {name: _plain(name, text) for name, text in values.items()}


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
    number = 1
    for values in axes.values():
        number *= len(values)
    if number > _MOST_POINTS:
        raise BadInput(f"the grid has {number:,} points", f"give {_MOST_POINTS:,} at most")
    points = []
    for combination in itertools.product(*axes.values()):
        values_of = dict(zip(axes, combination, strict=True))
        try:
            settings = [f"{key}={value}" for key, value in values_of.items()]
            scenario = load_scenario(name, settings, model)
            points.append(GridPoint(values_of, render(scenario)))
        except RuleBroken as error:
            points.append(GridPoint(values_of, None, error.problem))
    real = [point.spec for point in points if point.spec is not None]
    if not real:
        raise BadInput(points[0].reason)
    points.sort(key=_size)
    wanted = real[0].select(properties or (real[0].scenario.property_name,))
    return Grid(
        name, {key: tuple(values) for key, values in axes.items()}, tuple(points), wanted, model
    )


def _size(point: GridPoint) -> int:
    if point.spec is not None:
        return point.spec.scenario.parameters.nr_pages
    text = point.values.get("nr_pages", "")
    return int(text) if text.isdecimal() else 0


def run_sweep(
    grid: Grid,
    tlc: Tlc,
    *,
    decided: Decided | None = None,
) -> SweepReport:
    """Decide all points of a grid. What is in `decided` is not searched again: so a sweep resumes.

    A tool that fails at one point is that point's finding. Raises ToolMissing.
    """
    started = time.monotonic()
    temporal = any(prop.kind == "liveness" for prop in grid.properties)
    kinds: Kinds = "all" if temporal else "safety"
    found: dict[int, Swept] = {}
    left: dict[int, GridPoint] = {}
    for number, point in enumerate(grid.points):
        known = decided.find(point.spec, kinds) if decided and point.spec else None
        if known is not None or point.spec is None:
            found[number] = Swept(point, known, cached=known is not None)
        else:
            left[number] = point
    by_spec = {id(point.spec): point for point in left.values()}

    def work(spec: Spec, ask: Ask | None) -> Swept:
        begun = time.monotonic()
        surveyed = survey(spec, ask, liveness=temporal)
        if decided is not None:
            decided.keep(surveyed, kinds)
        seconds = time.monotonic() - begun
        return Swept(by_spec[id(spec)], surveyed, seconds=seconds, reason=surveyed.reason)

    def failed(spec: Spec, error: ToolFailed) -> Swept:
        return Swept(by_spec[id(spec)], None, reason=str(error))

    swept = tlc.for_each(
        [point.spec for point in left.values() if point.spec],
        work,
        failed,
    )
    found |= dict(zip(left, swept, strict=True))
    ordered = tuple(found[number] for number in range(len(grid.points)))
    return SweepReport(grid, ordered, time.monotonic() - started)


def smallest_violating(report: SweepReport) -> list[dict[str, Any]]:
    """Give, for each property and each combination of the other axes, the smallest violating folio.

    `on` tells whether every larger folio of the grid violates it as well.
    """
    others = [name for name in report.grid.axes if name != "nr_pages"]
    smallest = []
    for prop in report.grid.properties:
        rows: dict[tuple[str, ...], list[tuple[int, SweptWord]]] = {}
        for each in report.swept:
            if each.point.spec is not None:
                key = tuple(each.point.values[name] for name in others)
                size = each.point.spec.scenario.parameters.nr_pages
                rows.setdefault(key, []).append((size, each.word(prop.name)))
        for key, row in rows.items():
            violating = [size for size, word in row if word == "violated"]
            if violating:
                smallest.append(
                    {
                        "property": prop.name,
                        "set": _settings(dict(zip(others, key, strict=True))),
                        "nr_pages": min(violating),
                        "on": all(w == "violated" for size, w in row if size >= min(violating)),
                    }
                )
    return smallest
