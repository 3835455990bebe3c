"""Leads from a line of a rendered module, translated or not, to the file and line of a model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tornfolio.model.render import render_marked
from tornfolio.model.source_places import Place, places_of_lines
from tornfolio.model.spec import Spec

__all__ = ["SourceMap", "source_map"]

_ACTION = re.compile(r"(?P<name>\w+)(?:\(self\))? == ")
_LABEL = re.compile(r"\s*\w+:(?!=)")


@dataclass(frozen=True)
class SourceMap:
    """Where the lines of a spec's two modules are from.

    `modules` maps the name of each to its lines, and `places` to where they are from.
    """

    modules: Mapping[str, Sequence[str]]
    places: Mapping[str, Sequence[Place | None]]

    def place(self, module: str, line: int, word: str = "") -> Place | None:
        """Where a line of a module is from, None if that is not known.

        Of what the translator has made it is the line of the algorithm's label, or one below it
        that has a `word`.
        """
        lines = self.modules.get(module, ())
        if not 1 <= line <= len(lines):
            return None
        found = self.places[module][line - 1]
        return found or self._in_algorithm(module, line, word)

    def definition(self, name: str) -> Place | None:
        """Where an operator is defined, None if that is not known."""
        defines = re.compile(rf"\s*{re.escape(name)}(?:\(.*\))? ==")
        for module, lines in self.modules.items():
            for number, line in enumerate(lines, start=1):
                if defines.match(line):
                    return self.place(module, number)
        return None

    def before(self, module: str, line: int) -> Place | None:
        """Where the user's own text begins that stands before a line of the same label's step."""
        places, lines = self.places.get(module, ()), self.modules.get(module, ())
        found = None
        for number in range(min(line, len(places)) - 1, -1, -1):
            place = places[number]
            if place is not None and place.own:
                found = place
            elif found or _LABEL.match(lines[number]):
                break
        return found

    def _in_algorithm(self, module: str, line: int, word: str) -> Place | None:
        lines, places = self.modules[module], self.places[module]
        above = (_ACTION.match(text) for text in reversed(lines[:line]))
        action = next((found["name"] for found in above if found), None)
        label = re.compile(rf"\s*{action}:(?!=)")
        at = next((n for n, text in enumerate(lines) if action and label.match(text)), None)
        if at is None:
            return None
        for number in range(at, len(lines)) if word else ():
            if number > at and _LABEL.match(lines[number]):
                break
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lines[number]):
                return places[number]
        return places[at]


def source_map(spec: Spec) -> SourceMap:
    """Make the map of a spec, translated or not, by rendering its scenario once more.

    It has no places if that does not give the text that the spec has.
    """
    texts = {spec.module: spec.tla, f"MC{spec.module}": spec.mc}
    marked = dict(zip(texts, render_marked(spec.scenario), strict=True))
    modules = {name: text.split("\n") for name, text in texts.items()}
    places = {
        name: places_of_lines(spec.scenario, lines, marked[name]) for name, lines in modules.items()
    }
    return SourceMap(modules, places)
