"""Renders a scenario: from the templates in spec/ to a PlusCal module and its .cfg files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import jinja2
import jinja2.sandbox

from tornfolio.annotations import Annotations, read_annotations
from tornfolio.errors import BadInput
from tornfolio.literals import tla_comment, tla_literal
from tornfolio.names import did_you_mean, shown
from tornfolio.parameters import TTU_FLAGS, Parameters
from tornfolio.paths import spec_dir
from tornfolio.properties import Property, load_properties
from tornfolio.scenario import Scenario

__all__ = ["Spec", "cfg_text", "render"]

_COMMENT_WIDTH = 74
# nr_pages -> distinct states with one contpte writer, CONT blocks of up to 16, and no TTU flags.
MEASURED_DISTINCT_STATES = {4: 207, 16: 1809, 512: 129246}


@dataclass(frozen=True)
class Spec:
    """A rendered spec: the module's text and all that is needed to check it.

    `tla` is the module without (or, after translate(), with) the translation of its algorithm,
    `mc` the module that extends it for a search that reports its progress;
    `constants` are the values that its .cfg assigns, as TLA+ text; `cpus` maps each process of
    the algorithm to the CPUs that run it.
    """

    scenario: Scenario
    module: str
    tla: str
    mc: str
    constants: Mapping[str, str]
    properties: tuple[Property, ...]
    annotations: Annotations
    cpus: Mapping[str, tuple[str, ...]]
    translated: bool = False

    def select(self, names: Iterable[str] = ()) -> tuple[Property, ...]:
        """Give the named properties, or all, in the model's order. Raises BadInput."""
        wanted = tuple(names) or tuple(prop.name for prop in self.properties)
        known = [prop.name for prop in self.properties]
        for name in wanted:
            if name not in known:
                raise BadInput(
                    f"unknown property {shown(name)}{did_you_mean(name, known)}",
                    f"the properties are {', '.join(known)}",
                )
        return tuple(prop for prop in self.properties if prop.name in wanted)


def render(scenario: Scenario) -> Spec:
    """Render a scenario's module from the templates. Equal scenarios give equal bytes."""
    folder = spec_dir()
    properties = load_properties(folder)
    _check_names(scenario, folder, properties)
    kinds = tuple(dict.fromkeys(scenario.parameters.writers))
    sentences = {prop.name: prop.sentence for prop in properties}
    templates = _environment(folder)
    tla = templates.get_template("module.tla").render(
        module=scenario.module,
        scenario=tla_comment(scenario.name),
        intent=_wrapped(scenario.intent),
        writers=[
            {
                "kind": kind,
                "constant_column": f"{_constant(kind)},".ljust(20),
                "template": f"writers/{kind}.tla",
            }
            for kind in kinds
        ],
        kinds=kinds,
        ttu_flags=",\n    ".join(map(tla_literal, TTU_FLAGS)),
        property=scenario.property_name,
        condition=scenario.condition,
        sentence=sentences.__getitem__,
        cost=MEASURED_DISTINCT_STATES,
    )
    cpus = _cpus(scenario.parameters)
    return Spec(
        scenario=scenario,
        module=scenario.module,
        tla=tla,
        mc=templates.get_template("mc.tla").render(module=scenario.module),
        constants=MappingProxyType(_constants(scenario.parameters, cpus)),
        properties=properties,
        annotations=read_annotations(tla),
        cpus=MappingProxyType(cpus),
    )


def cfg_text(
    spec: Spec,
    properties: Iterable[Property],
    *,
    condition: str | None = None,
    constraint: str | None = None,
) -> str:
    """Give the .cfg that checks some properties of a spec.

    With a condition, the invariants are checked in the states that satisfy it and nowhere else.
    """
    chosen = tuple(properties)
    suffix = f"In{condition}" if condition else ""
    lines = [f"\\* {spec.module}: {spec.scenario.parameters.in_words()}", "SPECIFICATION Spec"]
    lines += ["CONSTANTS", *(f"    {name} = {value}" for name, value in spec.constants.items())]
    if constraint:
        lines += ["CONSTRAINT", f"    {constraint}"]
    for kind, keyword in (("safety", "INVARIANTS"), ("liveness", "PROPERTIES")):
        names = [prop.name + suffix for prop in chosen if prop.kind == kind]
        if names:
            lines += [keyword, *(f"    {name}" for name in names)]
    return "\n".join(lines) + "\n"


def _environment(folder: Path) -> jinja2.Environment:
    # The default delimiters collide with TLA+ sets of sets; these occur in no TLA+ text.
    return jinja2.sandbox.ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folder / "templates"),
        variable_start_string="@{",
        variable_end_string="}@",
        block_start_string="@%",
        block_end_string="%@",
        comment_start_string="@*",
        comment_end_string="*@",
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(tla_comment(text), _COMMENT_WIDTH, break_on_hyphens=False)


def _constant(kind: str) -> str:
    return kind.replace("-", "_").upper()


def _cpus(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    """Name the CPUs: by their writer's kind, with a number where a kind runs on several."""
    cpus: dict[str, tuple[str, ...]] = {"reclaim": ("reclaim",)}
    for kind in dict.fromkeys(parameters.writers):
        count = parameters.writers.count(kind)
        numbered = tuple(f"{kind}{number}" for number in range(1, count + 1))
        cpus[kind] = (kind,) if count == 1 else numbered
    return cpus


def _constants(parameters: Parameters, cpus: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    constants: dict[str, object] = {
        "NR_PAGES": parameters.nr_pages,
        "CONT_PTES": parameters.cont_ptes,
    }
    constants |= {_constant(kind): frozenset(cpus[kind]) for kind in parameters.writers}
    constants["TTU_FLAGS"] = frozenset(parameters.ttu)
    return {name: tla_literal(value) for name, value in constants.items()}


def _check_names(scenario: Scenario, folder: Path, properties: tuple[Property, ...]) -> None:
    names = [prop.name for prop in properties if prop.kind == "safety"]
    if scenario.property_name not in names:
        raise BadInput(
            f"{scenario.file}: property {shown(scenario.property_name)} is not a safety property"
            f"{did_you_mean(scenario.property_name, names)}",
            f"use one of {', '.join(names)}",
        )
    conditions = sorted(path.stem for path in (folder / "templates" / "conditions").glob("*.tla"))
    if scenario.condition is not None and scenario.condition not in conditions:
        raise BadInput(
            f"{scenario.file}: unknown condition {shown(scenario.condition)}"
            f"{did_you_mean(scenario.condition, conditions)}",
            f"use one of {', '.join(conditions)}",
        )
