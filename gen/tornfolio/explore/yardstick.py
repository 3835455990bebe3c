"""Compares what two specs are held to: properties, conditions, and all that they rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tornfolio.model.render import Spec
from tornfolio.tla.module import Module, read_module

__all__ = ["changed_yardstick"]

_END = "\\* END TRANSLATION"
# What MC*.tla says of the variables of the algorithm is no property.
_OF_THE_MODEL = re.compile(r"^Shared == .*$", re.MULTILINE)


def changed_yardstick(spec: Spec, changed: Spec) -> str:
    """Say what of the properties of a spec is another in a changed one, "" if nothing is.

    They are the text behind the algorithm, the module that extends it, and the operators of the
    algorithm that these mention, through other operators as well. That they hold or do not is then
    due to steps alone.
    """
    if _behind(spec) != _behind(changed):
        return "the text behind the algorithm"
    if _OF_THE_MODEL.sub("", spec.mc) != _OF_THE_MODEL.sub("", changed.mc):
        return "the module with which TLC reports"
    before, after = read_module(spec.tla), read_module(changed.tla)
    old, new = _bodies(before), _bodies(after)
    different = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    if not different:
        return ""
    held = {token.text for text in (_behind(spec), spec.mc) for token in read_module(text).tokens}
    rests_on = held | before.behind(sorted(held))
    found = sorted(different & rests_on)
    return f"the operator {found[0]}" if found else ""


def _behind(spec: Spec) -> str:
    return spec.tla.partition(_END)[2]


def _bodies(module: Module) -> Mapping[str, list[str]]:
    """Map each operator to its parameters and its body."""
    texts = [token.text for token in module.tokens]
    return {texts[head]: texts[head:stop] for head, _, stop in module.heads}
