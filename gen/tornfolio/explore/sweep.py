"""Decides all points of a grid, and says from which size on a property is violated."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.explore.grid import Grid, GridPoint
from tornfolio.explore.survey import Survey, survey
from tornfolio.explore.verdict_cache import Decided, Kinds
from tornfolio.model.parameter_table import PARAMETERS
from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.session import Ask

__all__ = ["SweepReport", "Swept", "SweptWord", "run_sweep", "settings_json", "smallest_violating"]

SweptWord = Literal["holds", "violated", "undecided", "tool failed", "no point"]


@dataclass(frozen=True)
class Swept:
    """A point and what TLC says of it. `cached`: it had been decided before."""

    point: GridPoint
    survey: Survey | None
    cached: bool = False
    seconds: float = 0.0
    reason: str = ""

    def word(self, prop: str) -> SweptWord:
        """The word for a property; one that cannot fail at a point makes none of it."""
        spec = self.point.spec
        if spec is None or prop not in {each.name for each in spec.properties}:
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
            "set": settings_json(each.point.values),
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


def settings_json(values: Mapping[str, str]) -> dict[str, str | int]:
    """The values of some axes as JSON has them."""
    return {name: _plain(name, text) for name, text in values.items()}


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

    `on` tells whether every larger folio of the grid violates it as well, `first` whether no
    smaller one was decided, so that nobody knows from which size on it is violated.
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
                        "set": settings_json(dict(zip(others, key, strict=True))),
                        "nr_pages": min(violating),
                        "first": min(violating) > 1
                        and not any(w == "holds" for size, w in row if size < min(violating)),
                        "on": all(w == "violated" for size, w in row if size >= min(violating)),
                    }
                )
    return smallest
