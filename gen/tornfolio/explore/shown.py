"""Finds the counterexamples that show where the sides of a comparison differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from tornfolio.explore.comparison import Comparison, Difference, Side
from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.trace.build import build_trace
from tornfolio.trace.clearest import clearest
from tornfolio.trace.trace import Trace

__all__ = ["Shown", "show_differences"]


@dataclass(frozen=True)
class Shown:
    """A counterexample of one side at a point where others have none.

    `trace` is None if the search for it was not done, `reason` says why.
    """

    difference: Difference
    side: Side
    trace: Trace | None
    reason: str = ""


def show_differences(comparison: Comparison, tlc: Tlc) -> list[Shown]:
    """A shortest counterexample for each violation that another side does not have.

    Raises ToolMissing.
    """
    wanted = list(_violations(comparison))
    # A spec stands for one violation each, also where two are of the same.
    specs = [dataclasses.replace(spec) for _, _, _, spec in wanted]
    asked = {id(spec): prop for spec, (_, _, prop, _) in zip(specs, wanted, strict=True)}

    def work(spec: Spec, ask: Ask | None) -> tuple[Trace | None, str]:
        return _counterexample(spec, asked[id(spec)], ask)

    def failed(spec: Spec, error: ToolFailed) -> tuple[Trace | None, str]:
        return None, str(error)

    found = tlc.for_each(specs, work, failed)
    return [
        Shown(difference, side, trace, reason)
        for (difference, side, _, _), (trace, reason) in zip(wanted, found, strict=True)
    ]


def _violations(comparison: Comparison) -> Iterator[tuple[Difference, Side, Property, Spec]]:
    for found in comparison.differences():
        if found.property is None:
            continue
        for side, cell in zip(comparison.plan.sides, found.row.cells, strict=True):
            if cell.word(found.property.name) == "violated" and cell.point.spec is not None:
                yield found, side, found.property, cell.point.spec


def _counterexample(spec: Spec, prop: Property, ask: Ask | None) -> tuple[Trace | None, str]:
    """A behaviour that ends in the scenario's condition, if there is one, else any."""
    if ask is None:
        return None, "the time limit was reached"
    condition = spec.scenario.condition
    if condition and prop.name == spec.scenario.property_name and prop.kind == "safety":
        result = ask(Question("condition", (prop,), condition))
        if result.violated:
            return build_trace(clearest(result, ask)), ""
    result = ask(Question("counterexample", (prop,)))
    if not result.violated:
        return None, result.reason
    return build_trace(clearest(result, ask)), ""
