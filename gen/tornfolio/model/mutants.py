"""Reads the small mistakes that mutants make in the templates, and makes them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tornfolio.model.catalogue import check_names, named_property
from tornfolio.model.folders import Model, our_model
from tornfolio.model.own_assignments import assigned_history
from tornfolio.model.policies import TextChange, changed_text
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario, Scenarios
from tornfolio.model.spec import Spec
from tornfolio.model.templates import find_templates
from tornfolio.model.yardstick import changed_yardstick
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown
from tornfolio.support.paths import near
from tornfolio.support.toml import check_keys, lines_of_tables, read_tables, texts_of

__all__ = ["Mutant", "load_mutants", "mutated", "own_mutants"]

_PROPERTIES = ("properties.tla", "property.tla", "mc.tla", "mc_report.tla", "mc_mark.tla")
_FOLDERS = ("properties/", "conditions/")
_REQUIRED = {"template": str, "find": str, "replace": str, "scenario": str}
_OPTIONAL = {"set": list, "killer": str, "reason": str, "also": list}


@dataclass(frozen=True)
class Mutant:
    """One mistake: in a template, `find` becomes `replace`, and so do further pairs of texts.

    `killer` is the property that the scenario violates then and only then. A mutant that no
    property can notice has no killer but a `reason`. `place` is where the user has written it, ""
    if it is ours.
    """

    name: str
    template: str
    find: str
    replace: str
    scenario: Scenario
    killer: str | None
    reason: str
    also: tuple[tuple[str, str], ...] = ()
    place: str = ""

    @property
    def written_in(self) -> str:
        """The file where it is written, with its line if it is the user's."""
        line = self.place.removesuffix(f": {self.name}")
        return near(line or self.scenario.model.file("mutants.toml"))


def load_mutants(names: Sequence[str] = (), model: Model | None = None) -> list[Mutant]:
    """Load the catalogue of a model, by default ours, or some of it. Raises BadInput."""
    model = model or our_model()
    path = model.file("mutants.toml")
    tables = read_tables(path)
    check_names(names, tables, path, "mutant", model.command("mutate", "--list"))
    mutants = []
    scenarios = Scenarios(model)
    own = bool(model.own_file("mutants.toml"))
    lines = lines_of_tables(path) if own else {}
    for name, table in tables.items():
        if names and name not in names:
            continue
        where = f"{path}: {name}"
        check_keys(table, where, _REQUIRED, _OPTIONAL)
        if ("killer" in table) == ("reason" in table):
            raise BadInput(f"{where} needs either a killer or a reason")
        if table["template"] in _PROPERTIES or table["template"].startswith(_FOLDERS):
            raise BadInput(f"{where} changes what properties say", "change a step of the algorithm")
        scenario = scenarios.load(table["scenario"], texts_of(table, "set", where))
        if "killer" in table:
            named_property(table["killer"], scenario, where)
        mutants.append(
            Mutant(
                name=name,
                template=table["template"],
                find=table["find"],
                replace=table["replace"],
                scenario=scenario,
                killer=table.get("killer"),
                reason=table.get("reason", ""),
                also=_pairs(table.get("also", []), where),
                place=f"{path}:{lines.get(name, 1)}: {name}" if own else "",
            )
        )
    return mutants


def _pairs(table: list[Any], where: str) -> tuple[tuple[str, str], ...]:
    for pair in table:
        if not (isinstance(pair, list) and [type(text) for text in pair] == [str, str]):
            raise BadInput(f"{where}: also = {shown(table)} is not a list of pairs of texts")
    return tuple((find, replace) for find, replace in table)


def own_mutants(model: Model) -> list[Mutant]:
    """Load the mutants of the user's own model, or ours if there is no such model."""
    known = model.own is None or model.own_file("mutants.toml")
    return load_mutants(model=model) if known else []


def mutated(mutant: Mutant, unchanged: Spec | None = None) -> Spec:
    """Render a mutant; `unchanged` is its scenario without the mistake, if that was rendered.

    Raises BadInput if its text does not stand in the template exactly once, or if it changes what
    the model is held to.
    """
    text = find_templates(mutant.scenario.model).source(mutant.template)
    for find, replace in ((mutant.find, mutant.replace), *mutant.also):
        change = TextChange(mutant.template, find, replace)
        text = changed_text(change, text, f"mutant {mutant.name}", mutant.scenario.model)
    unchanged = unchanged or render(mutant.scenario, remember=True)
    try:
        spec = render(mutant.scenario, {mutant.template: text})
    except BadInput as error:
        if not mutant.place:
            raise
        raise BadInput(f"{mutant.place}: {error.problem}", "mend the mutant") from None
    if changed := changed_yardstick((unchanged.tla, unchanged.mc), (spec.tla, spec.mc)):
        raise BadInput(
            f"mutant {mutant.name} changes {changed}, against which the model is checked",
            "change a step of the algorithm, and not what properties say",
        )
    if mutant.place and (variable := assigned_history(unchanged.tla, spec.tla)):
        raise BadInput(
            f"{mutant.place}: it assigns to {variable}, by which properties see a mistake",
            "change a step of the algorithm, and not what is noted of it",
        )
    return dataclasses.replace(spec, blame=mutant.place)
