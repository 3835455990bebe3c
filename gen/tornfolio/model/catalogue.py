"""Checks the names in the files of claims, bugs and mutants: entries, and properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tornfolio.model.properties import Property
from tornfolio.model.render import properties_of
from tornfolio.model.scenario import Scenario
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import did_you_mean, shown

__all__ = ["check_names", "named_property"]


def check_names(
    names: Iterable[str], tables: Mapping[str, object], path: Path, kind: str, list_all: str = ""
) -> None:
    """Raise BadInput if a file has no entry at all, or none of some name; `kind` is a word.

    `list_all` is the command that lists them if there are too many for a sentence.
    """
    if not tables:
        raise BadInput(
            f"{path} has no {kind}", "write one, or remove the file, and tornfolio's is used"
        )
    for name in names:
        if name not in tables:
            raise BadInput(
                f"unknown {kind} {shown(name)}{did_you_mean(name, tables)}",
                f"'{list_all}' shows all" if list_all else f"the {kind}s are {', '.join(tables)}",
            )


def named_property(name: str, scenario: Scenario, where: str) -> Property:
    """The property that is asked of a scenario. Raises BadInput if there is none of that name."""
    known = {prop.name: prop for prop in properties_of(scenario)}
    if name not in known:
        raise BadInput(
            f"{where}: {scenario.name} has no property {shown(name)}{did_you_mean(name, known)}",
            f"the properties are {', '.join(known)}",
        )
    return known[name]
