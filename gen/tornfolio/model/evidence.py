"""Says which properties of the user's own nothing in the model shows to be able to fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tornfolio.model.folders import Model
from tornfolio.model.properties import own_properties
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import read_table

__all__ = ["unproven"]


def unproven(model: Model) -> frozenset[str]:
    """The names of the user's own properties that no mutant and no expectation says to fail.

    One of them may be true whatever happens. That the files are right is for `mutate` and the gate
    to see: what cannot be read here shows nothing.
    """
    return frozenset(prop.name for prop in own_properties(model)).difference(_named(model))


def _named(model: Model) -> Iterator[str]:
    for mutant in _table(model, "mutants.toml").values():
        if isinstance(mutant, dict) and isinstance(killer := mutant.get("killer"), str):
            yield killer
    expected = _table(model, "expectations.toml")
    for kind, key in (("points", "violated"), ("mutants", "killed_by")):
        entries = expected.get(kind)
        for entry in entries.values() if isinstance(entries, dict) else ():
            names = entry.get(key) if isinstance(entry, dict) else None
            yield from (name for name in names or () if isinstance(name, str))


def _table(model: Model, name: str) -> dict[str, Any]:
    try:
        file = model.own_file(name)
        return {} if file is None else read_table(file)
    except BadInput:
        return {}
