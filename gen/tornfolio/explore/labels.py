"""Finds out in which scenarios of the catalogue TLC reaches each label of the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tornfolio.explore.survey import survey_all
from tornfolio.model.folders import Model, our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenarios, scenario_names
from tornfolio.tlc.batch import Tlc

__all__ = ["Label", "cover"]


@dataclass(frozen=True)
class Label:
    """A label of a process, its C function, and the scenarios in which it is reached."""

    process: str
    label: str
    function: str
    scenarios: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The label as JSON has it."""
        return {
            "process": self.process,
            "label": self.label,
            "function": self.function,
            "scenarios": self.scenarios,
        }


def cover(
    tlc: Tlc,
    model: Model | None = None,
) -> list[Label]:
    """Search every scenario of the catalogue and collect the labels. Raises as survey_all()."""
    known = Scenarios(model or our_model())
    specs = [render(known.load(name)) for name in scenario_names(known.model)]
    surveys = survey_all(
        specs,
        tlc,
        liveness=lambda spec: False,
        coverage=True,
    )
    found: dict[tuple[str, str], Label] = {}
    for spec, surveyed in zip(specs, surveys, strict=True):
        for action in spec.annotations.actions.values():
            key = (action.process, action.label)
            label = found.setdefault(key, Label(*key, action.function))
            if surveyed.labels.get(action.label):
                label.scenarios.append(spec.scenario.name)
    return sorted(found.values(), key=lambda label: (label.process != "reclaim", label.process))
