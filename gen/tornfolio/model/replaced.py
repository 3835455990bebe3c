"""Says which of our templates a model of one's own replaces, and what our properties lose by it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tornfolio.model.changes import sources_of
from tornfolio.model.folders import Model
from tornfolio.model.model_files import own_files
from tornfolio.model.properties import load_properties
from tornfolio.model.scenario import Scenario
from tornfolio.support.paths import near
from tornfolio.support.toml import read_tables

__all__ = [
    "is_ground",
    "model_in_words",
    "not_of_ours",
    "replaced_in_words",
    "replaced_templates",
    "unjudged",
    "yardstick_in_words",
]

# Templates that keep the state, and the history that our properties read; all others have steps.
_FOLDERS = ("pages/", "runs/", "state/", "definitions/", "types/", "merged/")
_FILES = ("module.tla", "properties.tla", "property.tla", "note_spurious.tla")
_MACROS = "_macros.tla"
_MODULE = "module.tla"
# The module of ours with nothing but more declarations and more definitions.
_WITH_MORE = re.compile(
    r'\s*@%-?\s*extends\s+"tornfolio/module\.tla"\s*-?%@'
    r"(?:\s*@%-?\s*block\s+(?:own_variables|own_definitions)\s*-?%@"
    r"(?:(?!@%).)*@%-?\s*endblock\b[^%]*%@)*\s*",
    re.DOTALL,
)
_MOST_NAMED = 3


def is_ground(template: str) -> bool:
    """Tell whether a template of ours keeps the state or the history that properties read."""
    return template in _FILES or template.startswith(_FOLDERS) or template.endswith(_MACROS)


def replaced_templates(model: Model) -> dict[str, Path]:
    """Map each template of ours that the user's own model replaces by another text to its file."""
    if model.own is None:
        return {}
    found = {}
    folder = model.own / "templates"
    for path, text in own_files(model).items():
        if not path.is_relative_to(folder):
            continue
        name = path.relative_to(folder).as_posix()
        ours = model.ours / "templates" / name
        more = name == _MODULE and _WITH_MORE.fullmatch(text) is not None
        if not more and ours.is_file() and ours.read_text(encoding="utf-8") != text:
            found[name] = path
    return found


def replaced_in_words(model: Model) -> str:
    """Say in a few words which of ours a model replaces, "" if it replaces nothing."""
    return _replaces(replaced_templates(model), _redeclared(model))


def yardstick_in_words(model: Model, asked: Collection[str]) -> str:
    """The same of what some properties are judged by: not of a step of the algorithm."""
    formulas = {f"properties/{name}.tla" for name in asked}
    return _replaces(
        (name for name in replaced_templates(model) if name in formulas or is_ground(name)),
        (name for name in _redeclared(model) if name in asked),
    )


def _replaces(templates: Iterable[str], redeclared: Iterable[str]) -> str:
    names = [name.removesuffix(".tla") for name in templates]
    names += [f"what is said of {name}" for name in redeclared]
    if not names:
        return ""
    more = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"replaces {shown} of tornfolio"


def model_in_words(model: Model) -> str:
    """Name a model as one types it, with what of ours it replaces: a verdict is about that."""
    replaced = replaced_in_words(model)
    return near(model.in_words) + (f", which {replaced}" if replaced else "")


def not_of_ours(scenario: Scenario) -> Iterator[str]:
    """Say of what an answer is not one of ours: of replaced text, or a scenario of that name."""
    model = scenario.model
    if replaced := replaced_in_words(model):
        yield f"your model {replaced}"
    ours = model.ours / "scenarios" / f"{scenario.name}.toml"
    if model.own and scenario.file.is_relative_to(model.own) and ours.is_file():
        yield f"{near(scenario.file)} stands in the place of tornfolio's scenario of that name"


def unjudged(scenario: Scenario) -> Iterator[str]:
    """Say why a verdict that a scenario demands of a property of ours would not be by our text.

    Each sentence names the file in the way, and the next step.
    """
    model = scenario.model
    ours = _our_names(model)
    demanded = [name for name, _ in scenario.required if name in ours]
    if model.own is None or not demanded:
        return
    redeclared, replaced = _redeclared(model), replaced_templates(model)
    left = []
    for name in demanded:
        formula = replaced.get(f"properties/{name}.tla") or redeclared.get(name)
        if formula is None:
            left.append(name)
        else:
            yield f"{formula} replaces {name} of tornfolio: give your property another name"
    ground = [(path, "replaces", name) for name, path in replaced.items() if is_ground(name)]
    ground += [
        (source.file, "changes", change.template)
        for source in sources_of(scenario)
        for change in source.changes
        if source.file.is_relative_to(model.own) and is_ground(change.template)
    ]
    for path, does, template in ground[:1] if left else ():
        yield (
            f"{path} {does} {template}, on which {' and '.join(left)} of tornfolio rest: leave "
            "that template alone, or demand properties of your own"
        )


def _our_names(model: Model) -> frozenset[str]:
    return frozenset(prop.name for prop in load_properties(Model(model.ours)))


def _redeclared(model: Model) -> dict[str, Path]:
    """Map each property of ours that the user's own list has as well to the file of that."""
    path = model.own_file("properties.toml")
    if path is None:
        return {}
    ours = _our_names(model)
    return {name: path for name in read_tables(path) if name in ours}
