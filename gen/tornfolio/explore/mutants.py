"""Makes small mistakes in the templates, and asks TLC which property notices each of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.explore.catalogue import check_names, named_property
from tornfolio.explore.survey import Survey, survey_all
from tornfolio.model.folders import Model, our_model
from tornfolio.model.own_assignments import assigned_history
from tornfolio.model.policies import TextChange, changed_text
from tornfolio.model.properties import own_properties
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario, Scenarios
from tornfolio.model.spec import Spec
from tornfolio.model.templates import find_templates
from tornfolio.model.yardstick import changed_yardstick
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown
from tornfolio.support.paths import near
from tornfolio.support.toml import check_keys, lines_of_tables, read_tables, texts_of
from tornfolio.tla.tokens import same_code
from tornfolio.tlc.batch import Tlc

__all__ = [
    "Finding",
    "Mutant",
    "finding_of",
    "load_mutants",
    "mutated",
    "own_mutants",
    "run_mutants",
    "silent_properties",
]

_PROPERTIES = ("properties.tla", "property.tla", "mc.tla", "mc_report.tla", "mc_mark.tla")
_FOLDERS = ("properties/", "conditions/")
_MOST_NAMED = 3
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


@dataclass(frozen=True)
class Finding:
    """What TLC said of a mutant: the properties that it violates and the unchanged model does not.

    "killed": its killer is among them. "survived": none is. "excused": none is, and there is a
    reason. "other": other properties than its killer. "undecided": a limit was reached first, and
    `limit` says which.
    """

    mutant: Mutant
    word: Literal["killed", "survived", "excused", "other", "undecided"]
    killed_by: tuple[str, ...]
    limit: str = ""

    @property
    def expected(self) -> bool:
        """Tell whether it went as the catalogue says."""
        return self.word in ("killed", "excused")

    @property
    def in_words(self) -> str:
        """Say who was to notice the mutant, and who does."""
        wanted = f"{self.mutant.killer or 'nothing'} was to notice it"
        some, more = self.killed_by[:_MOST_NAMED], len(self.killed_by) - _MOST_NAMED
        *first, last = [*some, f"{more} more"] if more > 0 else some or ("nothing",)
        noticed = f"{', '.join(first)} and {last}" if first else last
        several = len(self.killed_by) > 1
        if self.word == "undecided":
            return f"{wanted}, and that is not decided: {self.limit or 'a limit was reached'}"
        if self.word in ("other", "survived"):
            return f"{wanted}, and {noticed} {'do' if several else 'does'}"
        return f"{noticed} {'notice' if several else 'notices'} it"

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "mutant": self.mutant.name,
            "template": self.mutant.template,
            "scenario": self.mutant.scenario.name,
            "killer": self.mutant.killer,
            "verdict": self.word,
            "killed_by": list(self.killed_by),
            "reason": self.mutant.reason,
        }


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


def run_mutants(
    mutants: Sequence[Mutant],
    tlc: Tlc,
) -> list[Finding]:
    """Check each mutant, and the unchanged model beside it. Raises BadInput or ToolFailed.

    `jobs` are as many at a time, `budget` the seconds for all of them: what is left is undecided.
    """
    unchanged = {mutant.scenario: render(mutant.scenario) for mutant in mutants}
    changed = [mutated(mutant, unchanged[mutant.scenario]) for mutant in mutants]
    for mutant, spec in zip(mutants, changed, strict=True):
        if same_code(spec.tla, unchanged[mutant.scenario].tla):
            raise BadInput(
                f"mutant {mutant.name} changes nothing of {mutant.scenario.name} but comments",
                "change a step, or name a scenario in which its text is rendered",
            )
    # By the mutant alone, so that it is killed by the same properties whatever runs beside it.
    temporal: set[int] = set()
    for mutant, spec in zip(mutants, changed, strict=True):
        if mutant.killer in {prop.name for prop in spec.properties if prop.kind == "liveness"}:
            temporal |= {id(spec), id(unchanged[mutant.scenario])}
    surveys = survey_all(
        [*unchanged.values(), *changed],
        tlc,
        liveness=lambda spec: id(spec) in temporal,
    )
    before = dict(zip(unchanged, surveys, strict=False))
    after = surveys[len(unchanged) :]
    return [
        finding_of(mutant, before[mutant.scenario], found)
        for mutant, found in zip(mutants, after, strict=True)
    ]


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


def finding_of(mutant: Mutant, before: Survey, after: Survey) -> Finding:
    """Judge a mutant by the surveys of the unchanged model and of the mutated one."""
    new = tuple(name for name in after.violated if name not in before.violated)
    # What was not decided of the unchanged model may be violated there as well.
    killed_by = tuple(name for name in new if before.verdicts.get(name) == "holds")
    if mutant.killer in killed_by:
        return Finding(mutant, "killed", killed_by)
    if "undecided" in [*before.verdicts.values(), *after.verdicts.values()]:
        return Finding(mutant, "undecided", killed_by, before.reason or after.reason)
    if killed_by:
        return Finding(mutant, "other", killed_by)
    return Finding(mutant, "excused" if mutant.reason else "survived", ())


def silent_properties(findings: Sequence[Finding], model: Model) -> tuple[str, ...]:
    """The user's own invariants that notice none of some mutants: perhaps nothing violates them.

    Empty if one of the mutants was not decided.
    """
    if any(found.word == "undecided" for found in findings):
        return ()
    noticing = {name for found in findings for name in found.killed_by}
    return tuple(
        prop.name
        for prop in own_properties(model)
        if prop.kind == "safety" and prop.name not in noticing
    )
