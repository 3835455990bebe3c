"""A spec: the modules that TLC gets for a scenario, and the .cfg for each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tornfolio.model.properties import Property, load_properties
from tornfolio.model.scenario import Scenario
from tornfolio.support.cache import digest
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import did_you_mean, shown
from tornfolio.tla.annotations import Annotations

__all__ = ["Spec", "cfg_text", "digest_of"]


@dataclass(frozen=True)
class Spec:
    """A rendered spec: the module's text and all that is needed to check it.

    `tla` is the module without (or, after translate(), with) the translation of its algorithm,
    `mc` the module that extends it for a search that reports its progress;
    `changed` are the names of templates in whose place others were rendered, and `blame` is where
    the user has written that, "" if it is ours;
    `constants` are the values that its .cfg assigns, as TLA+ text; `cpus` maps each process of
    the algorithm to the CPUs that run it; `specification` names the formula that TLC is to follow.
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
    changed: tuple[str, ...] = ()
    specification: str = "Spec"
    blame: str = ""

    @property
    def writers(self) -> tuple[str, ...]:
        """The CPUs beside reclaim."""
        return tuple(cpu for named in self.cpus.values() for cpu in named if cpu != "reclaim")

    def select(self, names: Iterable[str] = ()) -> tuple[Property, ...]:
        """The named properties, or all, in the model's order. Raises BadInput."""
        wanted = tuple(names) or tuple(prop.name for prop in self.properties)
        known = [prop.name for prop in self.properties]
        for name in wanted:
            if name not in known:
                self._refuse_unable(name)
                raise BadInput(
                    f"unknown property {shown(name)}{did_you_mean(name, known)}",
                    f"the properties are {', '.join(known)}",
                )
        return tuple(prop for prop in self.properties if prop.name in wanted)

    def _refuse_unable(self, name: str) -> None:
        """Raise BadInput for a property that there is, but that cannot fail in this scenario."""
        for prop in load_properties(self.scenario.model):
            if prop.name == name:
                raise BadInput(
                    f"{name} cannot fail in this scenario, so it is not asked: it needs "
                    f"{' or '.join(prop.needs)}, see needs in properties.toml",
                    "choose a scenario or parameters that have it",
                )


def cfg_text(
    spec: Spec,
    *,
    invariants: Sequence[str] = (),
    properties: Sequence[str] = (),
    constraint: str | None = None,
    action_constraint: str | None = None,
) -> str:
    """The .cfg that checks invariants and temporal properties of a spec, by their names."""
    lines = [
        f"\\* {spec.module}: {spec.scenario.parameters.in_words()}",
        f"SPECIFICATION {spec.specification}",
    ]
    lines += ["CONSTANTS", *(f"    {name} = {value}" for name, value in spec.constants.items())]
    if constraint:
        lines += ["CONSTRAINT", f"    {constraint}"]
    if action_constraint:
        lines += ["ACTION_CONSTRAINT", f"    {action_constraint}"]
    for keyword, names in (("INVARIANTS", invariants), ("PROPERTIES", properties)):
        if names:
            lines += [keyword, *(f"    {name}" for name in names)]
    return "\n".join(lines) + "\n"


def digest_of(spec: Spec) -> str:
    """A digest of all text of a spec: the module, what extends it, and its .cfg.

    The translation is not in it, so it is the same before and after translate().
    """
    if spec.translated:
        raise ValueError("the digest is that of the text before its translation")
    names: dict[str, list[str]] = {"safety": [], "liveness": []}
    for prop in spec.properties:
        names[prop.kind].append(prop.name)
    cfg = cfg_text(spec, invariants=names["safety"], properties=names["liveness"])
    return digest(*(text.encode() for text in (spec.tla, spec.mc, cfg)))
