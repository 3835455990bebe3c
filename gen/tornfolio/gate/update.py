"""Makes new expectations of what the gate finds, so that a wanted change becomes the rule."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence

from tornfolio.explore.mutants import run_mutants
from tornfolio.explore.verdict_cache import Decided
from tornfolio.gate.audit import killed_of
from tornfolio.gate.comparison import expect, unblessed
from tornfolio.gate.expectations import Expectations, Killed
from tornfolio.gate.points import choose, find_points
from tornfolio.gate.run import PointReport, decide_points
from tornfolio.model.folders import Model, our_model
from tornfolio.model.mutant_digests import mutant_digests
from tornfolio.model.mutants import own_mutants
from tornfolio.support.errors import BadInput, ToolFailed, TornfolioError, Undecided
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.limits import raise_limits

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
    and reasons stay. The budget is that of all of it. Raises Undecided if a point or a mutant
    cannot be decided within the limits, ToolFailed if TLC fails at a point, and BadInput if a
    verdict is not the one that the scenario or the catalogue of mutants demands.
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
            raise _open(f"point {report.point.name} is not decided", report)
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


def _open(said: str, report: PointReport) -> TornfolioError:
    """The error of a point without a verdict: a limit was reached, or the tool has failed."""
    if report.survey is None:
        return ToolFailed(f"{said}: {report.reason}", _next_step("mend the tool"))
    limit = report.reason or report.survey.reason
    return Undecided(f"{said}: {limit}", _next_step(raise_limits([limit], budget=True)))


def _next_step(step: str) -> str:
    return "; ".join(["nothing was changed", *filter(None, [step])])


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
        said = f"mutant {finding.mutant.name}: {finding.in_words}"
        if finding.word == "undecided":
            raise Undecided(said, _next_step(raise_limits([finding.limit], budget=True)))
        if not finding.expected:
            raise BadInput(said, _next_step(f"mend {finding.mutant.written_in} or the model"))
        mutants[finding.mutant.name] = killed_of(finding)
    return mutants
