"""Finds the file and line of a model from which a line of a rendered module came."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tornfolio.model.changes import Source, sources_of
from tornfolio.model.folders import Model
from tornfolio.model.given_condition import GIVEN_FILE, GIVEN_TEMPLATE, line_of_formula
from tornfolio.model.marks import unmarked
from tornfolio.model.policies import TextChange
from tornfolio.model.render import render_marked
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput

__all__ = ["Place", "SourceMap", "place_of_line", "source_map"]

_BEGIN, _END = "\\* BEGIN TRANSLATION", "\\* END TRANSLATION"
_ACTION = re.compile(r"(?P<name>\w+)(?:\(self\))? == ")
_LABEL = re.compile(r"\s*\w+:(?!=)")
_CHANGE = r"\s*\[\[\s*{}\s*\]\]"
_REPLACE = re.compile(r"""\s*["']?replace["']?\s*=""")

# A file and a line, or a template whose text was changed and a line of that.
_From = tuple[str, int]


@dataclass(frozen=True)
class Place:
    """A line, from 1, of a file of a model; `own` says whether that is the user's own."""

    file: Path
    line: int
    own: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


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
    changed = _changed_templates(sources_of(spec.scenario), spec.scenario.model)
    places = {
        name: _places(lines, marked[name], changed, spec.scenario.model)
        for name, lines in modules.items()
    }
    return SourceMap(modules, places)


def place_of_line(scenario: Scenario, text: str, line: int) -> Place | None:
    """Where a line, from 1, of a scenario's module is from; `text` is the module as rendered."""
    changed = _changed_templates(sources_of(scenario), scenario.model)
    marked, _ = render_marked(scenario)
    return _places(text.split("\n"), marked, changed, scenario.model)[line - 1]


def _places(
    lines: Sequence[str], marked: str, changed: Mapping[str, Sequence[_From]], model: Model
) -> list[Place | None]:
    plain, found = unmarked(marked)
    return _fitted(lines, plain.split("\n"), [_place(each, changed, model) for each in found])


def _fitted(
    lines: Sequence[str], rendered: Sequence[str], places: Sequence[Place | None]
) -> list[Place | None]:
    """The places of a module's lines, of which some may have come by its translation."""
    if list(lines) == list(rendered):
        return list(places)
    nowhere: list[Place | None] = [None] * len(lines)
    # The translator writes digests of both sides behind its two marks.
    begin, end = (_starting(rendered, mark) for mark in (_BEGIN, _END))
    head, tail = list(rendered[:begin]), list(rendered[end + 1 :])
    if not 0 <= begin < end or list(lines[:begin]) != head or list(lines[-len(tail) :]) != tail:
        return nowhere
    return [*places[:begin], *nowhere[begin : -len(tail)], *places[end + 1 :]]


def _starting(lines: Sequence[str], start: str) -> int:
    """The index of the first line that starts so, -1 if there is none."""
    return next((number for number, line in enumerate(lines) if line.startswith(start)), -1)


def _place(found: _From, changed: Mapping[str, Sequence[_From]], model: Model) -> Place | None:
    name, line = found
    if name in changed:
        lines = changed[name]
        name, line = lines[min(line, len(lines)) - 1]
    if name == GIVEN_TEMPLATE:
        return Place(GIVEN_FILE, line_of_formula(line), own=True)
    file, own = Path(name), model.own
    if not file.is_absolute():
        return None
    return Place(file, line, own is not None and file.is_relative_to(own))


def _changed_templates(sources: Sequence[Source], model: Model) -> dict[str, list[_From]]:
    """Where the lines of each template are from that a bug or a policy has changed."""
    texts: dict[str, tuple[str, list[_From]]] = {}
    numbered = [(source, *each) for source in sources for each in enumerate(source.changes)]
    for source, number, change in numbered:
        text, lines = texts.get(change.template) or _as_it_stands(change.template, model)
        at = text.find(change.find)
        if at < 0:
            continue
        first = text.count("\n", 0, at)
        rest = text.count("\n", 0, at + len(change.find)) + 1
        lines = [*lines[:first], *_lines_of(source, number, change), *lines[rest:]]
        texts[change.template] = (text.replace(change.find, change.replace), lines)
    return {name: lines for name, (_, lines) in texts.items()}


def _as_it_stands(template: str, model: Model) -> tuple[str, list[_From]]:
    for spec in model.folders:
        path = spec / "templates" / template
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        return text, [(str(path), line + 1) for line in range(text.count("\n") + 1)]
    raise BadInput(f"there is no template {template}")


def _lines_of(source: Source, number: int, change: TextChange) -> list[_From]:
    """The lines of a source's file in which the lines of a change's text stand.

    What cannot be found, as TOML has many ways to write a text, stands where the change begins.
    """
    file = source.file
    lines = file.read_text(encoding="utf-8").split("\n")
    header = re.compile(_CHANGE.format(re.escape(source.header)))
    headers = [n for n, line in enumerate(lines) if header.match(line)]
    begin = headers[number] if number < len(headers) else 0
    at = next((n for n in range(begin, len(lines)) if _REPLACE.match(lines[n])), begin)
    found = []
    for text in change.replace.split("\n"):
        here = [n for n in range(at, len(lines)) if text.strip() and text.strip() in lines[n]]
        at = here[0] if here else at
        found.append((str(file), at + 1))
    return found
