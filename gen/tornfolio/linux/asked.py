"""Knows which properties and conditions C can be asked for, and why it cannot for others."""

from __future__ import annotations

import re
from functools import cache

from tornfolio.linux.headers import shim_folder
from tornfolio.model.folders import Model, our_model
from tornfolio.model.properties import load_properties
from tornfolio.model.replaced import replaced_templates

__all__ = ["asked_in_c", "conditions_in_c", "why_no_condition", "why_not_asked"]

_NAME = re.compile(r'"([A-Z]\w+)"')
_CONDITION = re.compile(r'strcmp\(name, "(\w+)"\)')
_REPLACED = "your model replaces it, and C is judged by tornfolio's text"
_BITS = "PTEs of C have no such bit here"
# Properties of our model that nothing in the shim looks at.
_REASONS = {
    "Termination": "NoDeadlock and NoLivelock are asked instead; fairness is not known here",
    "EventuallyReclaimed": "what happens in the end is not asked of C",
    "WriterNotStarved": "what happens in the end is not asked of C",
    "SplitFrozen": "the split of the folio is ours in C",
    "MlockRestored": "whether a kept folio is mlocked is not looked at in C here",
    "NoWriteUpgrade": _BITS,
    "UffdMarkerKept": _BITS,
    "NoStaleAccess": "CPUs have no TLB in C here",
    "RmapNamesPte": "userfaultfd does not run in C",
    "SwapInReturnsLastStore": "pages have no contents in C here",
}


@cache
def asked_in_c() -> frozenset[str]:
    """The properties of ours that the shim reports violations of."""
    ours = {prop.name for prop in load_properties(our_model())}
    texts = [path.read_text(encoding="utf-8") for path in shim_folder().glob("*.[ch]")]
    return frozenset(name for text in texts for name in _NAME.findall(text) if name in ours)


@cache
def conditions_in_c() -> frozenset[str]:
    """The final conditions of ours that the shim looks at."""
    return frozenset(_CONDITION.findall((shim_folder() / "texts.c").read_text(encoding="utf-8")))


def why_not_asked(name: str, model: Model | None = None) -> str:
    """Why C cannot be asked for a property of a model, "" if it can.

    A property that nothing looks at would hold for every tree.
    """
    if model is not None and f"properties/{name}.tla" in replaced_templates(model):
        return _REPLACED
    if name in asked_in_c():
        return ""
    return _REASONS.get(name, "it is not one of tornfolio's, and nothing in C looks at it")


def why_no_condition(name: str, model: Model) -> str:
    """Why C cannot be asked for a final condition of a model, "" if it can.

    A condition that nothing looks at would hold in no final state.
    """
    if f"conditions/{name}.tla" in replaced_templates(model):
        return _REPLACED
    return "" if name in conditions_in_c() else "nothing in C looks at this condition"
