"""Finds the points of the gate: scenarios with settings, and which of them a lane decides."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tornfolio.explore.verdict_cache import Kinds
from tornfolio.gate.expectations import LANES, Expectations, Expected
from tornfolio.model.folders import Model, our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenarios
from tornfolio.model.spec import Spec, digest_of
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown

__all__ = ["KINDS", "Catalogue", "Point", "choose", "find_points", "kinds_at"]

# The lanes of the command line, and the kinds of properties that each decides. "live" has the
# points of "full".
KINDS: Mapping[str, Kinds] = {
    "smoke": "safety",
    "full": "safety",
    "live": "liveness",
    "nightly": "all",
}


@dataclass(frozen=True)
class Point:
    """A point: its rendered spec with the digest of that, and what is expected, if anything."""

    name: str
    spec: Spec
    digest: str
    expected: Expected | None

    @property
    def lane(self) -> str:
        """The first lane that decides the point."""
        return self.expected.lane if self.expected else "full"


@dataclass(frozen=True)
class Catalogue:
    """All points, those for which there is no expectation, and expectations without a scenario."""

    points: tuple[Point, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]


def find_points(expectations: Expectations, model: Model) -> Catalogue:
    """Render every point: each scenario of the catalogue, and what is expected beside them.

    With a model of the user's own, the scenarios of that alone. Raises BadInput if a scenario
    cannot be used, or an expectation's settings.
    """
    known = model.first_names("scenarios", ".toml")
    extra = [name for name in expectations.points if name.split(" ")[0] not in known]
    missing = [name for name in known if name not in expectations.points]
    names = sorted({*known, *expectations.points} - set(extra))
    scenarios = Scenarios(model)
    return Catalogue(
        points=tuple(_point(name, expectations, scenarios) for name in names),
        missing=tuple(missing),
        extra=tuple(extra),
    )


def choose(
    points: Sequence[Point],
    lane: str,
    only: Sequence[str] = (),
    *,
    model: Model | None = None,
    extra: Sequence[str] = (),
) -> list[Point]:
    """The points that a lane decides, of those the ones whose name matches a pattern.

    What a scenario demands is decided in each lane, whatever lane is recorded for it. The largest
    come first, so that no processor is idle in the end. BadInput if there is none; `extra`,
    expectations without a scenario, may be the reason.
    """
    last = LANES.index("full" if lane == "live" else lane)
    in_lane = [
        point for point in points if point.spec.scenario.required or LANES.index(point.lane) <= last
    ]
    chosen = [
        point
        for point in in_lane
        if not only or any(fnmatch.fnmatchcase(point.name, pattern) for pattern in only)
    ]
    for pattern in only:
        if not any(fnmatch.fnmatchcase(point.name, pattern) for point in in_lane):
            raise BadInput(
                f"--only {shown(pattern)} matches no point of lane {lane}",
                f"'{(model or our_model()).command('list')}' shows the scenarios",
            )
    if not chosen and extra:
        raise BadInput(
            f"lane {lane} has no points: there is no scenario for the expectation {extra[0]}",
            "put the scenario back, or choose another lane",
        )
    if not chosen:
        raise BadInput(f"lane {lane} has no points", "choose another lane, or add points to it")
    return sorted(chosen, key=lambda point: -point.expected.distinct[1] if point.expected else 0)


def kinds_at(point: Point, kinds: Kinds) -> Kinds:
    """What is decided at a point in a lane for `kinds`: what its scenario demands in every lane."""
    temporal = {prop.name for prop in point.spec.properties if prop.kind == "liveness"}
    demanded = any(name in temporal for name, _ in point.spec.scenario.required)
    return "all" if demanded and kinds == "safety" else kinds


def _point(name: str, expectations: Expectations, scenarios: Scenarios) -> Point:
    scenario, *settings = name.split(" ")
    try:
        spec = render(scenarios.load(scenario, settings), remember=True)
    except BadInput as error:
        raise BadInput(f"point {shown(name)}: {error.problem}", error.next_step) from None
    return Point(name, spec, digest_of(spec), expectations.points.get(name))
