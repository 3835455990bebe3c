"""Compares policies, kernels or models: the same points decided for each of several sides."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.explore.grid import Grid, GridPoint, axes_of, combinations, point_of, selected
from tornfolio.explore.outcomes import Outcome
from tornfolio.explore.sweep import Swept, SweptWord, run_sweep, settings_json
from tornfolio.explore.verdict_cache import Decided
from tornfolio.model.folders import Model
from tornfolio.model.properties import Property
from tornfolio.model.scenario import Scenarios
from tornfolio.support.errors import BadInput
from tornfolio.tlc.batch import Tlc

__all__ = [
    "Comparison",
    "Difference",
    "Plan",
    "Row",
    "Side",
    "make_plan",
    "run_comparison",
    "sides_of",
]

_MOST_POINTS = 2_000


@dataclass(frozen=True)
class Side:
    """What is compared with others: some settings and a model, under a short name."""

    name: str
    settings: Mapping[str, str]
    model: Model


@dataclass(frozen=True)
class Plan:
    """What is to be decided: for each combination of the axes a point of each side."""

    scenario: str
    sides: tuple[Side, ...]
    axes: Mapping[str, tuple[str, ...]]
    rows: tuple[tuple[GridPoint, ...], ...]
    properties: tuple[Property, ...]


@dataclass(frozen=True)
class Row:
    """A combination of values, and what TLC says of it for each side."""

    values: Mapping[str, str]
    cells: tuple[Swept, ...]

    def words(self, prop: str) -> tuple[SweptWord, ...]:
        """The word of each side for a property."""
        return tuple(cell.word(prop) for cell in self.cells)

    def finals(self) -> tuple[Mapping[Outcome, int] | None, ...]:
        """The final states of each side, None where not all are known."""
        surveys = (cell.survey for cell in self.cells)
        return tuple(
            survey.outcomes if survey is not None and survey.complete else None
            for survey in surveys
        )

    @property
    def size(self) -> tuple[int, ...]:
        """How large the point is: pages, then mms, passes, writers."""
        specs = (cell.point.spec for cell in self.cells)
        sizes = (
            (found.nr_pages, found.vmas, found.passes, len(found.writers))
            for spec in specs
            if spec is not None
            for found in [spec.scenario.parameters]
        )
        return max(sizes, default=())


@dataclass(frozen=True)
class Difference:
    """A point at which sides differ in a property, or in their final states if that is None."""

    row: Row
    property: Property | None


@dataclass(frozen=True)
class Comparison:
    """What was found, in the order of the plan, the smallest folio first."""

    plan: Plan
    rows: tuple[Row, ...]
    seconds: float

    @property
    def words(self) -> set[SweptWord]:
        """All words of all points."""
        return {
            word
            for row in self.rows
            for prop in self.plan.properties
            for word in row.words(prop.name)
        }

    def differences(self) -> Iterator[Difference]:
        """Where sides differ in what is decided for both, the smallest point first."""
        for row in sorted(self.rows, key=lambda row: row.size):
            for prop in self.plan.properties:
                if {"holds", "violated"} <= set(row.words(prop.name)):
                    yield Difference(row, prop)
            finals = [set(found) for found in row.finals() if found is not None]
            if any(one != other for one, other in itertools.pairwise(finals)):
                yield Difference(row, None)

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON has it."""
        names = [side.name for side in self.plan.sides]
        smallest: dict[str, Any] = {}
        for found in self.differences():
            if found.property is not None:
                smallest.setdefault(found.property.name, settings_json(found.row.values))
        return {
            "scenario": self.plan.scenario,
            "sides": [
                {
                    "name": side.name,
                    "set": settings_json(side.settings),
                    "model": side.model.in_words,
                }
                for side in self.plan.sides
            ],
            "points": [
                {
                    "set": settings_json(row.values),
                    "sides": {
                        name: self._cell(cell) for name, cell in zip(names, row.cells, strict=True)
                    },
                }
                for row in self.rows
            ],
            "differences": [
                {
                    "set": settings_json(found.row.values),
                    "property": found.property.name if found.property else None,
                }
                for found in self.differences()
            ],
            "smallest": smallest,
            "seconds": round(self.seconds, 2),
        }

    def _cell(self, cell: Swept) -> dict[str, Any]:
        counts = cell.survey.counts if cell.survey else None
        outcomes = cell.survey.outcomes if cell.survey else {}
        return {
            "properties": {prop.name: cell.word(prop.name) for prop in self.plan.properties},
            "outcomes": [found.to_json() | {"states": n} for found, n in outcomes.items()],
            "distinct": counts.distinct if counts else None,
            "seconds": round(cell.seconds, 2),
            "cached": cell.cached,
            "reason": cell.reason or cell.point.reason,
            "nothing": list(cell.survey.remarks) if cell.survey else [],
        }


def sides_of(
    policies: Sequence[str], kernels: Sequence[str], models: Sequence[Model]
) -> tuple[Side, ...]:
    """Every combination of some policies, kernels and models, two at least. Raises BadInput.

    A name says what distinguishes a side from the others.
    """
    for option, values in (("--policy", policies), ("--kernel", kernels)):
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise BadInput(f"{option} has {twice} twice", "give it once")
    if len(set(models)) < len(models):
        raise BadInput("both sides are the same model", "name two folders")
    sides = []
    for policy, kernel, model in itertools.product(policies or [""], kernels or [""], models):
        given = {"policy": policy, "kernel": kernel}
        varied = [name for name, many in ((policy, policies), (kernel, kernels)) if len(many) > 1]
        varied += [_short(model, models)] if len(models) > 1 else []
        settings = {key: value for key, value in given.items() if value}
        sides.append(Side(", ".join(varied), settings, model))
    if len(sides) < 2:
        raise BadInput(
            "there is only one side, and nothing to compare it with",
            "give --policy or --kernel two names, or a second model by --against",
        )
    return tuple(sides)


def _short(model: Model, models: Sequence[Model]) -> str:
    """A short name of a model: that of its folder, if no other has the same."""
    if model.own is None:
        return model.in_words
    names = [Path(other.in_words).name for other in models]
    name = model.own.name
    return name if names.count(name) == 1 else model.in_words


def make_plan(
    scenario: str, sides: Sequence[Side], settings: Sequence[str], properties: Sequence[str]
) -> Plan:
    """Render all points of a comparison. `settings` are those of a grid. Raises BadInput.

    What a side sets itself is in none of the settings.
    """
    axes = axes_of(scenario, settings, sides[0].model, _MOST_POINTS // len(sides))
    for name in axes:
        if any(name in side.settings for side in sides):
            raise BadInput(f"--set {name} and --{name} are both given", "give one of them")
    known = [Scenarios(side.model) for side in sides]
    rows = [
        tuple(
            point_of(scenario, values | dict(side.settings), scenarios)
            for side, scenarios in zip(sides, known, strict=True)
        )
        for values in map(dict, combinations(axes))
    ]
    wanted = selected([point for row in rows for point in row], properties)
    return Plan(scenario, tuple(sides), axes, tuple(rows), wanted)


def run_comparison(plan: Plan, tlc: Tlc, *, decided: Decided | None = None) -> Comparison:
    """Decide all points of a comparison, as a sweep decides those of a grid. Raises ToolMissing."""
    started = time.monotonic()
    points = tuple(point for row in plan.rows for point in row)
    model = plan.sides[0].model
    swept = run_sweep(
        Grid(plan.scenario, plan.axes, points, plan.properties, model), tlc, decided=decided
    ).swept
    width = len(plan.sides)
    rows = []
    for cells in (swept[at : at + width] for at in range(0, len(swept), width)):
        values = {key: cells[0].point.values[key] for key in plan.axes}
        rows.append(Row(values, cells))
    rows.sort(key=lambda row: row.size[:1])
    return Comparison(plan, tuple(rows), time.monotonic() - started)
