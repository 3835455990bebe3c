"""Makes new expectations of what the gate finds, so that a wanted change becomes the rule."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence

from tornfolio.explore.mutant_digests import mutant_digests
from tornfolio.explore.mutants import own_mutants, run_mutants
from tornfolio.explore.verdict_cache import Decided
from tornfolio.gate.audit import killed_of
from tornfolio.gate.comparison import expect, unblessed
from tornfolio.gate.expectations import Expectations, Killed
from tornfolio.gate.points import choose, find_points
from tornfolio.gate.run import decide_points
from tornfolio.model.folders import Model, our_model
from tornfolio.support.errors import BadInput
from tornfolio.tlc.batch import Tlc

__all__ = ["update"]


def update(
    expectations: Expectations,
    lane: str,
    tlc: Tlc,
    *,
    model: Model | None = None,
    only: Sequence[str] = (),
    decided: Decided | None = None,
) -> Expectations:
    """The expectations that follow from what TLC says now.

    The points of the lane are decided, with all their properties; without `only` also the mutants
    whose text has changed, and what has no scenario or mutant any more is left out. Lanes, bands
    and reasons stay. The budget is that of all of it. Raises BadInput if a point
    cannot be decided within the limits, or if its verdict is not the one that its scenario demands.
    """
    started = time.monotonic()

    model = model or our_model()
    catalogue = find_points(expectations, model)
    points = choose(catalogue.points, lane, only, model=model)
    reports = decide_points(
        points,
        "all",
        tlc.since(started),
        decided=decided,
    )
    new = dict(expectations.points)
    for report in reports:
        expected = expect(report.point, report.survey) if report.survey else None
        if expected is None:
            raise BadInput(
                f"point {report.point.name} is not decided: {report.reason}",
                "nothing was changed; give it more time, or mend the tool",
            )
        if refused := unblessed(report.point, report.survey) if report.survey else "":
            raise BadInput(
                f"point {report.point.name}: {refused}",
                "nothing was changed; mend the model, or what the scenario demands",
            )
        new[report.point.name] = expected
    mutants = dict(expectations.mutants)
    if not only:
        for name in catalogue.extra:
            del new[name]
        mutants = _mutants(expectations, model, tlc.since(started))
    return dataclasses.replace(expectations, points=new, mutants=mutants)


def _mutants(expectations: Expectations, model: Model, tlc: Tlc) -> dict[str, Killed]:
    """What is to be recorded of each mutant; those whose text has changed are run."""
    known = {mutant.name: mutant for mutant in own_mutants(model)}
    mutants = {name: each for name, each in expectations.mutants.items() if name in known}
    digests = mutant_digests(tuple(known.values()), model)
    # One that is refused has no digest, and is refused again by run_mutants().
    stale = [
        mutant
        for name, mutant in known.items()
        if name not in mutants or mutants[name].digest != digests[name]
    ]
    for finding in run_mutants(stale, tlc):
        if not finding.expected:
            raise BadInput(
                f"mutant {finding.mutant.name}: {finding.word}",
                "mend spec/mutants.toml or the model first; nothing was changed",
            )
        mutants[finding.mutant.name] = killed_of(finding)
    return mutants
