"""Finds properties of the user's own that look at nothing that the scenario changes."""

from __future__ import annotations

from tornfolio.model.properties import own_properties
from tornfolio.model.spec import Spec
from tornfolio.tla.module_reader import read_module

__all__ = ["idle_properties", "is_idle"]

# What the translation adds and changes, and the operator that asks what can come next.
_ALWAYS = frozenset({"pc", "stack", "ENABLED"})


def idle_properties(spec: Spec) -> dict[str, str]:
    """Map each of the user's own properties that looks at nothing that changes to a sentence."""
    own = [prop.name for prop in own_properties(spec.scenario.model)]
    return {
        prop.name: f"{prop.name} looks at nothing that the scenario changes: it is the same in all "
        "states, so that no step can violate it"
        for prop in spec.properties
        if prop.name in own and prop.kind == "safety" and is_idle(spec.tla, prop.name)
    }


def is_idle(tla: str, name: str) -> bool:
    """Tell whether a definition mentions, through others as well, no variable that is changed.

    The text of the module decides, so what is in it but can never be reached counts as a change;
    `pc` always changes, and with it what ENABLED says.
    """
    module = read_module(tla)
    if module.words_of(name) is None:
        return False
    return not (module.assigned | _ALWAYS) & module.behind([name])
