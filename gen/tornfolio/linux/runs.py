"""Says which functions of a tree run in its C, and which are replaced by ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tornfolio.linux.headers import load_shim, writer_kinds
from tornfolio.linux.probes import probe
from tornfolio.linux.scope import check_scope
from tornfolio.linux.source import Function, extract
from tornfolio.linux.steps import Label, labels_of
from tornfolio.linux.tree import Tree
from tornfolio.model.folders import Model, our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenarios, scenario_names
from tornfolio.support.errors import BadInput

__all__ = ["Runs", "Whose", "kinds_there", "labels_in_scope", "what_runs"]

_CALL = re.compile(r"\b([A-Za-z_]\w*)\(\)")
# Writers that only some trees have the code for, and what says so.
_NEEDS = {"contpte": "contpte", "numa": "numa"}


Whose = Literal["tree", "mini", ""]


@dataclass(frozen=True)
class Runs:
    """What runs beside any writer: the tree's functions by name, and what ours stand for.

    `mini` has the name of each function of the kernel that a short one of ours replaces, and why.
    """

    tree: dict[str, Function]
    mini: dict[str, str]

    def whose(self, name: str) -> Whose:
        """`tree`, `mini`, or nothing for a function that does not run."""
        return "tree" if name in self.tree else "mini" if name in self.mini else ""


def kinds_there(tree: Tree) -> tuple[str, ...]:
    """The writers that a tree has the code for."""
    return tuple(kind for kind in writer_kinds() if kind not in _NEEDS or probe(tree, _NEEDS[kind]))


def what_runs(tree: Tree) -> Runs:
    """Take from a tree what all its writers run. Raises BadInput for a symbol nobody knows."""
    shim = load_shim(kinds_there(tree))
    taken = extract(tree, shim).functions
    mini: dict[str, str] = {}
    for entry in shim.entries:
        if entry.kind == "mini":
            # The reason begins with the kernel's function if ours has a name of its own.
            for name in (entry.definition.name, *_CALL.findall(entry.reason)[:1]):
                mini.setdefault(name, entry.reason)
    theirs = {each.name: each for each in taken if each.whose == "tree"}
    return Runs(theirs, {name: why for name, why in mini.items() if name not in theirs})


def labels_in_scope(tree: Tree, model: Model | None = None) -> dict[str, list[Label]]:
    """The labels of all scenarios that a tree's C can be asked, by their C function."""
    found: dict[str, dict[Label, None]] = {}
    known = Scenarios(model or our_model())
    for name in scenario_names(known.model):
        scenario = known.load(name)
        try:
            check_scope(scenario, tree)
        except BadInput:
            continue
        if not _has_steps_of(tree, scenario.parameters.kinds):
            continue
        for label in labels_of(render(scenario, remember=True)).values():
            found.setdefault(label.function, {})[label] = None
    return {function: list(labels) for function, labels in sorted(found.items())}


def _has_steps_of(tree: Tree, kinds: Iterable[str]) -> bool:
    return "protect-batched" not in kinds or probe(tree, "protection in batches")
