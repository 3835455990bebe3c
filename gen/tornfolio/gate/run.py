"""Decides the points of the gate, and compares each with what is expected of it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tornfolio.explore.mutants import Finding, run_mutants
from tornfolio.explore.survey import Survey, survey
from tornfolio.explore.verdict_cache import Decided, Kinds
from tornfolio.gate.audit import Problem, find_problems
from tornfolio.gate.comparison import GateWord, Item, compare, worst
from tornfolio.gate.expectations import Expectations
from tornfolio.gate.points import KINDS, Point, choose, find_points, kinds_at
from tornfolio.model.folders import Model, our_model
from tornfolio.model.mutants import own_mutants
from tornfolio.model.properties import Property, load_properties
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.trace.build import build_trace
from tornfolio.trace.decisive import decisive
from tornfolio.trace.trace import Trace

__all__ = ["GateReport", "PointReport", "decide_points", "run_gate"]

_MOST_TRACES = 3


@dataclass(frozen=True)
class PointReport:
    """A point with all its comparisons, and the counterexamples of unexpected violations.

    `cached` says that TLC had decided it before. `seconds` is how long it took now. `reason` says
    why it was not decided, or what the tool said.
    """

    point: Point
    items: tuple[Item, ...]
    traces: tuple[Trace, ...] = ()
    survey: Survey | None = None
    cached: bool = False
    seconds: float = 0.0
    reason: str = ""

    @property
    def word(self) -> GateWord:
        """The worst word of all comparisons."""
        return worst(item.word for item in self.items)


@dataclass(frozen=True)
class GateReport:
    """Everything that one run of the gate found.

    `mutants_left` is the number of mutants of the user's own model that were not run.
    """

    lane: str
    expectations: Expectations
    points: tuple[PointReport, ...]
    problems: tuple[Problem, ...]
    seconds: float = 0.0
    model: Model = field(default_factory=our_model)
    properties: Mapping[str, Property] = field(default_factory=dict)
    mutants_left: int = 0

    @property
    def word(self) -> GateWord:
        """The worst word of all points and of what is wrong with the catalogue."""
        words = [each.word for each in self.points]
        return worst([*words, *(problem.word for problem in self.problems)])

    @property
    def update_command(self) -> str:
        """The command that makes the lane's expectations anew."""
        return self.model.command("gate", "--lane", self.lane, "--update")

    def to_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "lane": self.lane,
            "model": self.model.in_words,
            "verdict": self.word,
            "seconds": round(self.seconds, 1),
            "points": [
                {
                    "point": each.point.name,
                    "scenario": each.point.spec.scenario.name,
                    "parameters": each.point.spec.scenario.parameters.to_json(),
                    "verdict": each.word,
                    "cached": each.cached,
                    "seconds": round(each.seconds, 2),
                    "reason": each.reason,
                    "items": [vars(item) for item in each.items],
                    "empty": list(each.point.spec.scenario.parameters.empty()),
                    "vacuous": list(each.survey.vacuous) if each.survey else [],
                }
                for each in self.points
            ],
            "problems": [vars(problem) for problem in self.problems],
        }


def decide_points(
    points: Sequence[Point],
    kinds: Kinds,
    tlc: Tlc,
    *,
    decided: Decided | None = None,
) -> list[PointReport]:
    """Decide points and compare them, in their order; those in `decided` are not searched again.

    A point that is known but differs is searched again, for its counterexample. A tool that fails
    at one point is its finding, and the others go on. Raises ToolMissing if no tool can be run.
    """
    reports: dict[str, PointReport] = {}
    for point in points:
        here = kinds_at(point, kinds)
        known = decided.find(point.spec, here) if decided else None
        if known is not None:
            report = PointReport(point, compare(point, known, here), survey=known, cached=True)
            if report.word == "as expected" or point.expected is None:
                reports[point.name] = report
    left = [point for point in points if point.name not in reports]
    by_spec = {id(point.spec): point for point in left}

    def work(spec: Spec, ask: Ask | None) -> PointReport:
        started = time.monotonic()
        point = by_spec[id(spec)]
        here = kinds_at(point, kinds)
        found = survey(
            spec, ask, safety=here in ("safety", "all"), liveness=here in ("liveness", "all")
        )
        if decided is not None:
            decided.keep(found, here)
        return PointReport(
            point=point,
            items=compare(point, found, here),
            traces=_counterexamples(point, found, ask),
            survey=found,
            seconds=time.monotonic() - started,
            reason=found.reason,
        )

    def failed(spec: Spec, error: ToolFailed) -> PointReport:
        point = by_spec[id(spec)]
        return PointReport(
            point, (Item("TLC", "a verdict", "none", "tool failed"),), reason=str(error)
        )

    found = tlc.for_each(
        [point.spec for point in left],
        work,
        failed,
    )
    reports |= {report.point.name: report for report in found}
    return [reports[point.name] for point in points]


def run_gate(
    lane: str,
    tlc: Tlc,
    *,
    expectations: Expectations,
    model: Model | None = None,
    only: Sequence[str] = (),
    decided: Decided | None = None,
) -> GateReport:
    """Decide a lane's points, and look for what is wrong with the catalogue as a whole.

    Lane "nightly" runs the mutants as well. The budget is that of all of it; `model` is
    ours by default.
    Raises BadInput if there is nothing to decide.
    """
    started = time.monotonic()
    model = model or our_model()

    if not expectations.points:
        raise BadInput(f"{expectations.file} expects nothing", "add points with --update --write")
    catalogue = find_points(expectations, model)
    points = choose(catalogue.points, lane, only, model=model, extra=catalogue.extra)
    kinds = KINDS[lane]
    reports = decide_points(
        points,
        kinds,
        tlc.since(started),
        decided=decided,
    )
    findings: Sequence[Finding] = ()
    runs_mutants = lane == "nightly" and not only
    mutants = own_mutants(model) if runs_mutants or model.own else ()
    if runs_mutants:
        findings = run_mutants(mutants, tlc.since(started))
    return GateReport(
        lane=lane,
        expectations=expectations,
        points=tuple(reports),
        problems=tuple(find_problems(catalogue, expectations, findings, model)),
        seconds=time.monotonic() - started,
        model=model,
        properties={prop.name: prop for prop in load_properties(model)},
        mutants_left=len(mutants) - len(findings),
    )


def _counterexamples(point: Point, found: Survey, ask: Ask | None) -> tuple[Trace, ...]:
    """Counterexamples of the first properties that are violated though they should hold."""
    if ask is None or point.expected is None:
        return ()
    required = dict(point.spec.scenario.required)
    unexpected = [
        prop
        for prop in point.spec.properties
        if prop.name in found.violated
        and (required.get(prop.name) or point.expected.verdict(prop.name)) != "violated"
    ]
    traces = []
    for prop in unexpected[:_MOST_TRACES]:
        # That the difference cannot be shown does not make it less of a difference.
        with contextlib.suppress(ToolFailed):
            result = ask(Question(prop.name, (prop,)))
            if result.violated:
                traces.append(build_trace(decisive(result, ask)))
    return tuple(traces)
