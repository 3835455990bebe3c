"""Renders a scenario: from the templates in spec/ to a PlusCal module and its .cfg files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from tornfolio.model.acting import first_register, shared_variables
from tornfolio.model.antecedents import antecedents
from tornfolio.model.changes import Source, changed_texts, check_changes, sources_of
from tornfolio.model.features import features, known_features
from tornfolio.model.folders import Model
from tornfolio.model.given_condition import given_texts
from tornfolio.model.headers import wrapped
from tornfolio.model.marks import tidied, unmarked
from tornfolio.model.mistakes import Mistake
from tornfolio.model.parameter_words import TTU_FLAGS
from tornfolio.model.plain_code import check_characters
from tornfolio.model.policies import OwnPolicy, check_flags
from tornfolio.model.properties import Property, load_properties, own_properties
from tornfolio.model.rendered import Rendered, keep_rendered, place_of, read_rendered
from tornfolio.model.scenario import Scenario, writer_kinds
from tornfolio.model.spec import Spec
from tornfolio.model.switches import constants, cpus, template_context
from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.support.naming import did_you_mean, shown
from tornfolio.tla.annotations import Annotations, Unexplained, read_annotations
from tornfolio.tla.literals import tla_comment, tla_literal
from tornfolio.tla.tokens import same_code

DEFAULT_CONDITION = "Torn"
_REPORTING = ("mc", "mc_report", "mc_antecedent", "mc_asked", "mc_mark")
# With another one of these the text of a writer would not be that of the file with its name.
_INCLUDING = ("writer",)
_OUTCOMES = ("pages/outcome", "runs/outcome")

__all__ = ["DEFAULT_CONDITION", "properties_of", "render", "render_marked"]


def render(
    scenario: Scenario, changed: Mapping[str, str] | None = None, *, remember: bool = False
) -> Spec:
    """Render a scenario's module from the templates. Equal scenarios give equal bytes.

    `changed` maps the names of templates to texts that take their place. With `remember` a module
    that was rendered before is not rendered again.
    """
    known = load_properties(scenario.model)
    properties = _able_to_fail(known, scenario)
    _check_needs(known, scenario.model)
    _check_names(scenario, properties, known)
    # Named before anything is read, so that a file which changes meanwhile names another place.
    place = place_of(scenario) if remember and not changed else None
    texts = read_rendered(place) if place else None
    if texts is None:
        texts = _rendered(scenario, properties, changed or {})
        if place:
            keep_rendered(place, texts)
    tla, mc = texts
    return Spec(
        scenario=scenario,
        module=scenario.module,
        tla=tla,
        mc=mc,
        constants=MappingProxyType(constants(scenario.parameters)),
        properties=properties,
        annotations=_annotations(scenario, tla, changed or {}),
        cpus=MappingProxyType(cpus(scenario.parameters)),
        changed=tuple(changed or ()),
    )


def _annotations(scenario: Scenario, tla: str, changed: Mapping[str, str]) -> Annotations:
    """Read the comments of a module. Where one is missing, name the file that the line is from."""
    try:
        return read_annotations(tla)
    except Unexplained as error:
        if changed:
            raise
        from tornfolio.model.source_places import places_of_lines

        marked, _ = render_marked(scenario)
        place = places_of_lines(scenario, tla.split("\n"), marked)[error.line - 1]
        if place is None:
            raise
        raise BadInput(f"{place}: {error.what}", error.next_step) from None


def _rendered(
    scenario: Scenario, properties: tuple[Property, ...], changed: Mapping[str, str]
) -> Rendered:
    """Render the module, and the one that extends it for TLC."""
    sources = sources_of(scenario)

    def rendered_with(chosen: Sequence[Source]) -> Rendered:
        texts = changed_texts(chosen, changed, scenario.model)
        return _render_with(scenario, properties, texts, chosen, bool(changed))

    if not sources or changed:
        return rendered_with(sources)
    for policy in sources:
        if not isinstance(policy, OwnPolicy):
            continue
        check_flags(policy, TTU_FLAGS)
        if not policy.changes and any(same_code(policy.flags or "", no) for no in ("", "{}")):
            raise BadInput(
                f"{policy.file}: the policy changes nothing",
                "give it flags, or a [[change]] of a template that "
                f"'{scenario.model.command('template')}' lists",
            )
    try:
        rendered = rendered_with(sources)
    except BadInput as error:
        plain = [dataclasses.replace(source, changes=()) for source in sources]
        rendered_with(plain)  # which raises what is wrong without the changes as well
        changing = [source for source in sources if source.changes]
        if not changing or any(str(source.file) in error.problem for source in sources):
            raise
        problem = f"{changing[-1].file}: with its changes, {error.problem}"
        raise BadInput(problem, f"mend {changing[-1].kind}") from None
    check_changes(scenario, sources, rendered, rendered_with)
    return rendered


def render_marked(scenario: Scenario) -> Rendered:
    """Render a scenario's modules once more, with marks in them; see unmarked()."""
    sources = sources_of(scenario)
    texts = changed_texts(sources, {}, scenario.model)
    return _render_with(scenario, properties_of(scenario), texts, sources, False, marked=True)


def properties_of(scenario: Scenario) -> tuple[Property, ...]:
    """The properties that can fail in a scenario, without rendering its module."""
    return _able_to_fail(load_properties(scenario.model), scenario)


def _able_to_fail(known: Iterable[Property], scenario: Scenario) -> tuple[Property, ...]:
    """Those of the properties for which a scenario has what they need."""
    present = features(scenario.parameters)
    return tuple(prop for prop in known if not prop.needs or not present.isdisjoint(prop.needs))


def _render_with(
    scenario: Scenario,
    properties: tuple[Property, ...],
    texts: Mapping[str, str],
    sources: Sequence[Source],
    changed: bool,
    *,
    marked: bool = False,
) -> Rendered:
    from tornfolio.model.templates import find_templates

    # Verdicts rest on the reports of these.
    for name in (*_REPORTING, *_OUTCOMES, *_INCLUDING):
        if path := scenario.model.own_file(f"templates/{name}.tla"):
            raise BadInput(f"{path}: this template of tornfolio cannot be replaced", "leave it out")
    texts = {**given_texts(scenario), **texts}
    templates = find_templates(scenario.model, texts, marked=marked)
    sentences = {prop.name: tla_comment(prop.sentence) for prop in properties}
    safety = [prop.name for prop in properties if prop.kind == "safety"]
    in_condition = f"In{scenario.condition}" if scenario.condition else ""
    policy = next((each for each in sources if isinstance(each, OwnPolicy)), None)
    mistake = next((each for each in sources if isinstance(each, Mistake)), None)
    as_it_is = not changed and mistake is None and scenario.model.own is None
    context = template_context(
        scenario.parameters,
        templates,
        policy,
        mistake,
        as_it_is=as_it_is,
    ) | {
        "module": scenario.module,
        "scenario": tla_comment(scenario.name),
        "intent": wrapped(scenario.intent),
        "property": scenario.property_name,
        "shown_condition": scenario.condition,
        "condition": scenario.condition or DEFAULT_CONDITION,
        "sentence": sentences.__getitem__,
        # A liveness property is never shown by an invariant.
        "shown": scenario.property_name + in_condition
        if scenario.property_name in safety
        else "TRUE",
        "safety": safety,
        # Ours come to an end; a step of the user's own may wait for ever.
        "watches_stuck": scenario.model.own is not None,
        "watched": ",\n    ".join(map(tla_literal, safety)),
        "liveness": [prop.name for prop in properties if prop.kind == "liveness"],
    }
    module = tidied(templates.render("module.tla", context))
    plain = module
    if marked:
        plain = unmarked(module)[0]
    own = {prop.name for prop in own_properties(scenario.model)}
    reporting = _reporting(plain, [prop for prop in properties if prop.name in own])
    mc = tidied(templates.render("mc.tla", context | reporting))
    if (scenario.model.own is not None or scenario.formula) and not marked:
        check_characters(scenario.module, module, scenario.model)
        check_characters(f"MC{scenario.module}", mc, scenario.model)
    return module, mc


def _reporting(module: str, own: Sequence[Property]) -> dict[str, object]:
    """What the reports need to know of a module; `own` are properties of the user's own."""
    temporal = [prop.name for prop in own if prop.kind == "liveness"]
    asked = antecedents(module, [prop.name for prop in own], temporal)
    return {
        "shared": shared_variables(module),
        "first_register": first_register(module),
        "asked": asked,
        "asked_names": ", ".join(tla_literal(each.operator) for each in asked),
    }


def _check_needs(properties: Iterable[Property], model: Model) -> None:
    """Check that what properties need is something that a scenario can have."""
    known = known_features(writer_kinds(model))
    for prop in properties:
        for word in prop.needs:
            if word not in known:
                raise BadInput(
                    f"property {prop.name} needs {shown(word)}{did_you_mean(word, known)}",
                    f"it can need {', '.join(sorted(known))}",
                )


def _check_names(
    scenario: Scenario, properties: tuple[Property, ...], known: tuple[Property, ...]
) -> None:
    names = [prop.name for prop in properties]
    if scenario.property_name not in names:
        there = scenario.property_name in [prop.name for prop in known]
        raise (RuleBroken if there else BadInput)(
            f"{scenario.file}: property {shown(scenario.property_name)} is not one of this scenario"
            f"{did_you_mean(scenario.property_name, names)}",
            f"use one of {', '.join(names)}",
        )
    for name, _ in scenario.required:
        if name not in [prop.name for prop in known]:
            raise BadInput(
                f"{scenario.file}: expect: unknown property {shown(name)}"
                f"{did_you_mean(name, names)}",
                f"use one of {', '.join(names)}",
            )
    conditions = scenario.model.names("templates/conditions", ".tla")
    if scenario.condition and not scenario.formula and scenario.condition not in conditions:
        raise BadInput(
            f"{scenario.file}: unknown condition {shown(scenario.condition)}"
            f"{did_you_mean(scenario.condition, conditions)}",
            f"use one of {', '.join(conditions)}",
        )
