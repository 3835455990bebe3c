"""A condition that is given as a formula, in place of the one that a scenario names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path

from tornfolio.model.scenario import GIVEN, Scenario
from tornfolio.support.errors import BadInput

__all__ = ["GIVEN_FILE", "GIVEN_TEMPLATE", "given_texts", "line_of_formula", "with_condition"]

GIVEN_TEMPLATE = f"conditions/{GIVEN}.tla"
# Where the text stands, for whoever reads of a mistake in it.
GIVEN_FILE = Path("--condition")
_JINJA = ("@{", "@%", "@*")
_LONGEST = 10_000
_WORD = re.compile(r"\w+")
# What stands for all pages where equal neighbours are kept as one.
_RUNS = frozenset({"Pages", "FolioPages", "Blocks"})


def with_condition(scenario: Scenario, text: str | None, prop: str | None = None) -> Scenario:
    """The same scenario with another condition: the name of one, or a formula of TLA+.

    `prop` is the property in whose counterexample it is to hold, the scenario's own by default.
    Without a text nothing is changed. Raises BadInput.
    """
    if text is None:
        return scenario
    text = text.strip()
    if not text:
        raise BadInput("--condition is empty", "give the name of a condition, or a formula")
    changed = dataclasses.replace(scenario, property_name=prop or scenario.property_name)
    if text in scenario.model.names("templates/conditions", ".tla"):
        return dataclasses.replace(changed, condition=text)
    if any(mark in text for mark in _JINJA) or len(text) > _LONGEST:
        raise BadInput(
            f"--condition has {' or '.join(_JINJA)}, or more than {_LONGEST:,} characters",
            "give a formula of TLA+; what is longer can stand in a model of your own",
        )
    words = set(_WORD.findall(text))
    if scenario.parameters.granularity == "lock" and "Cardinality" in words and words & _RUNS:
        raise BadInput(
            f"--condition counts {' and '.join(sorted(words & _RUNS))}, which has one page of each"
            " run of equal pages where granularity = lock",
            "count 0..(NR_PAGES - 1), or choose granularity=fine",
        )
    return dataclasses.replace(changed, condition=GIVEN, formula=text)


def given_texts(scenario: Scenario) -> Mapping[str, str]:
    """The template of a formula that was given, by its name; nothing if none was."""
    if not scenario.formula:
        return {}
    lines = "\n".join(f"    {line}" for line in scenario.formula.split("\n"))
    return {GIVEN_TEMPLATE: f"\\* Given with the command.\n{GIVEN} ==\n{lines}\n"}


def line_of_formula(line: int) -> int:
    """The line of the formula that stands in a line of its template."""
    return max(line - 2, 1)
