"""Compares what two specs are held to: properties, conditions, and all that they rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tornfolio.model.rendered import Rendered
from tornfolio.tla.module import Module
from tornfolio.tla.module_reader import read_module

__all__ = ["changed_yardstick"]

_END = "\\* END TRANSLATION"
# What MC*.tla says of the variables of the algorithm is no property.
_OF_THE_MODEL = re.compile(r"^Shared == .*$", re.MULTILINE)


def changed_yardstick(before: Rendered, after: Rendered) -> str:
    """Say what of the properties of a model is another in a changed one, "" if nothing is.

    They are the text behind the algorithm, the module that extends it, and the operators of the
    algorithm that these mention, through other operators as well. That they hold or do not is then
    due to steps alone.
    """
    if _behind(before) != _behind(after):
        return "the text behind the algorithm"
    if _OF_THE_MODEL.sub("", before[1]) != _OF_THE_MODEL.sub("", after[1]):
        return "the module with which TLC reports"
    module = read_module(before[0])
    old, new = _bodies(module), _bodies(read_module(after[0]))
    different = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    if not different:
        return ""
    texts = (_behind(before), before[1])
    held = {token.text for text in texts for token in read_module(text).tokens}
    found = sorted(different & (held | module.behind(sorted(held))))
    return f"the operator {found[0]}" if found else ""


def _behind(rendered: Rendered) -> str:
    return rendered[0].partition(_END)[2]


def _bodies(module: Module) -> Mapping[str, list[str]]:
    """Map each operator to its parameters and its body."""
    texts = [token.text for token in module.tokens]
    return {texts[head]: texts[head:stop] for head, _, stop in module.heads}
