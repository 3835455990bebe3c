"""Finds properties of the user's own that look at nothing that the scenario changes."""

from __future__ import annotations

import re

from tornfolio.model.properties import own_properties
from tornfolio.model.render import Spec

__all__ = ["idle_properties", "is_idle"]

_NOT_CODE = re.compile(r'\\\*[^\n]*|"(?:[^"\\\n]|\\.)*"')
_DEFINITION = re.compile(
    r"^(?P<indent>[ \t]*)(?P<name>[A-Za-z]\w*)(?P<parameters>\([^=]*?\))?[ \t]*==", re.MULTILINE
)
_NAME = re.compile(r"\b[A-Za-z]\w*")
_BOUND = re.compile(r"(?:\\[AE]|\[|\{|\bCHOOSE|,)\s*(\w+(?:\s*,\s*\w+)*)\s*\\in\b")
_MACRO = re.compile(r"\b(?:macro|procedure)\s+(\w+)\s*\(([^)]*)\)")


def idle_properties(spec: Spec) -> dict[str, str]:
    """Map each of the user's own properties that looks at nothing that changes to a sentence."""
    own = [prop.name for prop in own_properties()]
    return {
        prop.name: f"{prop.name} looks at nothing that the scenario changes: it is the same in all "
        "states, so that no step can violate it"
        for prop in spec.properties
        if prop.name in own and prop.kind == "safety" and is_idle(spec.tla, prop.name)
    }


def is_idle(tla: str, name: str) -> bool:
    """Tell whether a definition mentions, through others as well, no variable that is changed.

    The text of the module decides, so what is in it but can never be reached counts as a change;
    `pc` always changes.
    """
    code = _NOT_CODE.sub("", tla)
    bodies = _definitions(code)
    if name not in bodies:
        return False
    changed = _changed(code)
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for word in bodies.get(waiting.pop(), set()) - seen:
            if word in changed:
                return False
            seen.add(word)
            waiting.append(word)
    return True


def _definitions(code: str) -> dict[str, set[str]]:
    """Map each definition to the names that are free in it; those within it belong to it."""
    found: dict[str, set[str]] = {}
    places = list(_DEFINITION.finditer(code))
    for number, place in enumerate(places):
        depth = len(place["indent"])
        ends = (each.start() for each in places[number + 1 :] if len(each["indent"]) <= depth)
        body = code[place.end() : next(ends, len(code))]
        # What the translator, or an algorithm, adds behind the last definition is none of it.
        body = re.split(r"^\s*(?:\}|={4,}|-{4,})", body, maxsplit=1, flags=re.MULTILINE)[0]
        bound = {word for names in _BOUND.findall(body) for word in _NAME.findall(names)}
        bound |= set(_NAME.findall(place["parameters"] or ""))
        # A name that is defined twice means either.
        words = set(_NAME.findall(body)) - bound
        found[place["name"]] = found.get(place["name"], set()) | words
    return found


def _changed(code: str) -> set[str]:
    """Give the variables to which the algorithm assigns."""
    names = {"pc", "stack"}
    for place in re.finditer(":=", code):
        names.add(_assigned(code[: place.start()][-2000:]))
    for macro, parameters in _MACRO.findall(code):
        if names & set(_NAME.findall(parameters)):
            # What a macro assigns to its parameter goes to what it is called with.
            for call in re.findall(rf"\b{macro}\s*\(([^;]*)\)", code):
                names |= set(_NAME.findall(call))
    return names


def _assigned(before: str) -> str:
    """Give the variable whose element, or which itself, stands at the end of a text."""
    text = before.rstrip()
    while text:
        if text[-1] in "])":
            depth, at = 0, len(text)
            for at in range(len(text) - 1, -1, -1):
                depth += (text[at] in "])") - (text[at] in "[(")
                if depth == 0:
                    break
            text = text[:at].rstrip()
            continue
        word = re.search(r"(\.?)(\w+)$", text)
        if word is None or not word[1]:
            return word[2] if word else ""
        text = text[: word.start()].rstrip()
    return ""
