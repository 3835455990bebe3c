"""Says that steps of the user's own may go on for ever, where nobody has asked if they end."""

from __future__ import annotations

from collections.abc import Container, Iterable

from tornfolio.model.policies import own_policies
from tornfolio.model.render import properties_of
from tornfolio.model.replaced import is_ground, replaced_templates
from tornfolio.model.scenario import Scenario

__all__ = ["not_asked_to_end"]

_ENDS = "Termination"


def not_asked_to_end(scenarios: Iterable[Scenario], asked: Container[str]) -> str:
    """A sentence, without its full stop, if `asked` leaves out that own steps of scenarios end.

    Ours are known to. A behaviour that goes round for ever violates no property of single states,
    and no final state shows it. "" if all is asked, or if no step is the user's own.
    """
    if _ENDS in asked or not any(map(_may_go_on, scenarios)):
        return ""
    return f"{_ENDS} was not asked, and it alone shows if steps of your own go on for ever"


def _may_go_on(scenario: Scenario) -> bool:
    return _has_own_steps(scenario) and _ENDS in [prop.name for prop in properties_of(scenario)]


def _has_own_steps(scenario: Scenario) -> bool:
    model = scenario.model
    if model.own is None:
        return False
    folder = model.own / "templates" / "writers"
    writers = (folder / f"{kind}.tla" for kind in scenario.parameters.kinds)
    replaced = (name for name in replaced_templates(model) if not name.startswith("properties/"))
    return (
        scenario.parameters.policy in own_policies(model)
        or any(path.is_file() for path in writers)
        or not all(map(is_ground, replaced))
    )
