"""Finds steps of reclaim that no CPU has decided: by a choice that is left open, or a parameter.

A swap count may fail to be raised, and a VMA may be mlocked from the beginning: nobody writes that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tornfolio.tla.branches import action_text, targets_of
from tornfolio.tla.values import Value
from tornfolio.tlc.behaviour import CHOICE, Instead
from tornfolio.trace.trace import Trace

__all__ = ["action_without", "left_open"]

_CHOICE = re.compile(r"\\/ /\\ ")
# The name in capitals of a parameter whose value is some VMAs or pages.
_SET = re.compile(r"^ +([A-Z][A-Z_]*) +== \{[^{}\n]+\}$", re.MULTILINE)


def left_open(trace: Trace, module: str, reader: str) -> Iterator[Instead]:
    """What may have decided the last step at each label from which there are several ways.

    A choice has the name CHOICE and no value; a parameter that is a set has the value {}.
    """
    last = {step.action: at for at, step in enumerate(trace.steps) if step.actor == reader}
    nothing: Value = frozenset()
    sets = _SET.findall(module.partition("BEGIN TRANSLATION")[0])
    for label, at in last.items():
        text = action_text(module, label)
        if len(targets_of(text)) < 2:
            continue
        if _CHOICE.search(text):
            yield Instead(at, CHOICE, (), None, at)
        for name in sets:
            if re.search(rf"\b{name}\b", text) and f"{name.lower()} = " in trace.parameters:
                yield Instead(at, name, (), nothing, 0)


def action_without(module: str, label: str, name: str) -> str:
    """The action of a label with {} in place of a parameter that is a set.

    Its conjunctions are lists by their columns, so its first line begins where it did.
    """
    text = " " * len(f"{label} == ") + action_text(module, label)
    return re.sub(rf"\b{name}\b", "{}", text)
