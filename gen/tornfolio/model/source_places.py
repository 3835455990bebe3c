"""Finds the file and line of a model from which each line of a module came, by the marks in it."""

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
from tornfolio.model.scenario import Scenario
from tornfolio.support.errors import BadInput

__all__ = ["Place", "places_of_lines"]

_BEGIN, _END = "\\* BEGIN TRANSLATION", "\\* END TRANSLATION"
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


def places_of_lines(scenario: Scenario, lines: Sequence[str], marked: str) -> list[Place | None]:
    """Where the lines of a scenario's module are from, by the module with marks in it.

    None are known if the two are not the same but for a translation.
    """
    model = scenario.model
    changed = _changed_templates(sources_of(scenario), model)
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
