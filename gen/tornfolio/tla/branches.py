"""Finds in a translated module by what an action decides, and where it can go on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Branch", "action_text", "branch_of", "targets_of"]

_CONDITION = re.compile(r"\bIF\b(.*?)\bTHEN\b", re.DOTALL)
_NEXT = re.compile(r"pc' = \[pc EXCEPT !\[[^\]]*\] = \"(\w+)\"\]")
_OPERATOR = re.compile(r"^ {4}(\w+)(?:\([\w, ]*\))?\s*==", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_]\w*")
_INDEXED = re.compile(r"(\w+)((?:\[\w+'?\])+)")


@dataclass(frozen=True)
class Branch:
    """A step that can go on in several ways: `names` are those that its conditions speak of.

    `places` are the variables that they speak of at certain places alone, each with the names in
    its brackets: `pte[vma][addr']` as ("pte", ("vma", "addr'")). What has a prime is the value
    after the step.
    """

    names: frozenset[str]
    places: tuple[tuple[str, tuple[str, ...]], ...]
    targets: tuple[str, ...]


@lru_cache(4096)
def branch_of(module: str, label: str) -> Branch | None:
    """How a label's action decides where to go on; None if there is but one way."""
    text = action_text(module, label)
    targets = targets_of(text)
    conditions = " ".join(_CONDITION.findall(text))
    if len(targets) < 2 or not conditions:
        return None
    places = tuple(
        (name, tuple(re.findall(r"\w+'?", brackets)))
        for name, brackets in _INDEXED.findall(conditions)
    )
    return Branch(_closure(conditions, _operators(module)), places, targets)


def action_text(module: str, label: str) -> str:
    """What a translated module has for a label, without its name; "" if it has no such action."""
    found = re.search(
        rf"^{re.escape(label)}(?:\(self\))? == (.*?)(?:\n\n|\Z)", module, re.MULTILINE | re.DOTALL
    )
    return found[1] if found else ""


def targets_of(text: str) -> tuple[str, ...]:
    """The labels to which an action can go on, each once."""
    return tuple(dict.fromkeys(_NEXT.findall(text)))


@lru_cache(64)
def _operators(module: str) -> dict[str, str]:
    """What the algorithm's own definitions say, each up to the next one."""
    plain = re.sub(r"\\\*.*", "", module.partition("BEGIN TRANSLATION")[0])
    found = list(_OPERATOR.finditer(plain))
    ends = [each.start() for each in found[1:]] + [len(plain)]
    return {
        each[1]: plain[each.end() : end].split("\n\n")[0]
        for each, end in zip(found, ends, strict=True)
    }


def _closure(text: str, operators: dict[str, str]) -> frozenset[str]:
    names: set[str] = set()
    open_words = set(_WORD.findall(text))
    while open_words:
        word = open_words.pop()
        if word in names:
            continue
        names.add(word)
        open_words.update(_WORD.findall(operators.get(word, "")))
    return frozenset(names)
