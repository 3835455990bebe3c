"""Says which properties of the user's own nothing in the model shows to be able to fail."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tornfolio.model.folders import Model
from tornfolio.model.properties import own_properties
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenarios
from tornfolio.model.spec import digest_of
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import read_table

__all__ = ["unproven"]


def unproven(model: Model, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Those of some properties that are the user's own and that nothing recorded shows to fail.

    Each comes with the mutants that are only said to show it. One of them may be true whatever
    happens. What was recorded for another text than today's shows nothing, and so does what cannot
    be read: that the files are right is for `mutate` and the gate to see.
    """
    left = {prop.name for prop in own_properties(model)}.intersection(names)
    recorded = _table(model, "expectations.toml") if left else {}
    left -= set(_killing(_naming(recorded.get("mutants"), "killed_by", left), model))
    for point, violated in _naming(recorded.get("points"), "violated", left).items():
        if left.intersection(violated[0]) and _is_of_today(point, violated[1], model):
            left.difference_update(violated[0])
    said = _table(model, "mutants.toml") if left else {}
    return {
        name: tuple(
            mutant
            for mutant, table in said.items()
            if isinstance(table, dict) and table.get("killer") == name
        )
        for name in sorted(left)
    }


def _naming(
    entries: object, key: str, names: Collection[str]
) -> dict[str, tuple[list[str], object]]:
    """The recorded entries that have one of some names, each with these and its digest."""
    found = {}
    for entry, table in entries.items() if isinstance(entries, dict) else ():
        listed = table.get(key) if isinstance(table, dict) else None
        listed = listed if isinstance(listed, list) else []
        of_text = [name for name in listed if isinstance(name, str)]
        if these := [name for name in of_text if name in names]:
            found[entry] = (these, table.get("digest"))
    return found


def _killing(recorded: Mapping[str, tuple[list[str], object]], model: Model) -> Iterator[str]:
    """The names that stand in records of mutants as they are today."""
    if not recorded:
        return
    # Each check looks here, and few have mutants to make: that needs all of the templates.
    from tornfolio.model.mutant_digests import mutant_digests
    from tornfolio.model.mutants import own_mutants

    try:
        mutants = [mutant for mutant in own_mutants(model) if mutant.name in recorded]
        digests = mutant_digests(mutants, model)
    except BadInput:
        return
    for mutant in mutants:
        names, digest = recorded[mutant.name]
        if digest == digests[mutant.name]:
            yield from names


def _is_of_today(point: str, recorded: object, model: Model) -> bool:
    """Tell whether a digest is that of a point as it is today."""
    scenario, *settings = point.split(" ")
    try:
        return recorded == digest_of(render(Scenarios(model).load(scenario, settings)))
    except BadInput:
        return False


def _table(model: Model, name: str) -> dict[str, Any]:
    try:
        file = model.own_file(name)
        return {} if file is None else read_table(file)
    except BadInput:
        return {}
