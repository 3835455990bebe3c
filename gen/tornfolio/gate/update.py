"""Makes new expectations of what the gate finds, so that a wanted change becomes the rule."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence

from tornfolio.explore.mutants import mutated, own_mutants, run_mutants
from tornfolio.explore.verdict_cache import Decided, digest_of
from tornfolio.gate.audit import killed_of
from tornfolio.gate.comparison import expect
from tornfolio.gate.expectations import Expectations
from tornfolio.gate.points import choose, find_points
from tornfolio.gate.run import decide_points
from tornfolio.model.folders import Model, our_model
from tornfolio.model.render import Spec
from tornfolio.support.errors import BadInput
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["update"]


def update(
    expectations: Expectations,
    lane: str,
    *,
    tools: Toolchain,
    model: Model | None = None,
    only: Sequence[str] = (),
    limits: Limits | None = None,
    decided: Decided | None = None,
    jobs: int | None = None,
    budget: float | None = None,
    on_progress: Callable[[int, Spec], None] | None = None,
) -> Expectations:
    """Give the expectations that follow from what TLC says now.

    The points of the lane are decided, with all their properties; without `only` also the mutants
    whose text has changed, and what has no scenario or mutant any more is left out. Lanes, bands
    and reasons stay. `budget` is the time for all of this, in seconds. Raises BadInput if a point
    cannot be decided within the limits.
    """
    started = time.monotonic()

    def left() -> float | None:
        return None if budget is None else budget - (time.monotonic() - started)

    model = model or our_model()
    catalogue = find_points(expectations, model)
    points = choose(catalogue.points, lane, only)
    reports = decide_points(
        points,
        "all",
        tools=tools,
        limits=limits,
        decided=decided,
        jobs=jobs,
        budget=left(),
        on_progress=on_progress,
    )
    new = dict(expectations.points)
    for report in reports:
        expected = expect(report.point, report.survey) if report.survey else None
        if expected is None:
            raise BadInput(
                f"point {report.point.name} is not decided: {report.reason}",
                "nothing was changed; give it more time, or mend the tool",
            )
        new[report.point.name] = expected
    mutants = dict(expectations.mutants)
    if not only:
        for name in catalogue.extra:
            del new[name]
        known = {mutant.name: mutant for mutant in own_mutants(model)}
        mutants = {name: killed for name, killed in mutants.items() if name in known}
        stale = [
            mutant
            for name, mutant in known.items()
            if name not in mutants or mutants[name].digest != digest_of(mutated(mutant))
        ]
        for finding in run_mutants(
            stale,
            tools=tools,
            limits=limits,
            on_progress=on_progress,
            jobs=jobs,
            budget=left(),
        ):
            if not finding.expected:
                raise BadInput(
                    f"mutant {finding.mutant.name}: {finding.word}",
                    "mend spec/mutants.toml or the model first; nothing was changed",
                )
            mutants[finding.mutant.name] = killed_of(finding)
    return dataclasses.replace(expectations, points=new, mutants=mutants)
