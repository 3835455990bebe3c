"""Says which lines of a template are rendered for a scenario: what a policy's change can find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tornfolio.model.changes import changed_texts, sources_of
from tornfolio.model.folders import Model
from tornfolio.model.marks import unmarked
from tornfolio.model.render import render, render_marked
from tornfolio.model.scenario import Scenario
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import did_you_mean, shown

__all__ = ["TemplateLine", "find_template", "rendered_template", "template_groups"]

# A line of nothing but statements and comments of Jinja is in no module, whatever it decides.
_STATEMENTS = re.compile(r"\s*(?:@%.*?%@|@\*.*?\*@|\s)*")
_FOLDERS = {
    "": "Reclaim, the walk, and what they call",
    "writers": "The CPUs beside reclaim",
    "properties": "Properties",
    "conditions": "Conditions on final states",
    "definitions": "Definitions that the steps and the properties use",
    "state": "Variables, and constants in place of those that no CPU changes",
    "types": "The types of the variables",
    "merged": "Merged steps, for granularity=lock",
    "pages": "Macros, with a value for each page",
    "runs": "Macros, with a value for each run of equal pages",
}


@dataclass(frozen=True)
class TemplateLine:
    """A line of a template; `rendered` is False if no text of it comes into the module.

    None of a line that has no text of its own: a statement, or nothing.
    """

    number: int
    text: str
    rendered: bool | None


def template_groups(model: Model) -> dict[str, list[str]]:
    """The names of all templates, as a policy gives them, by a sentence on what they have.

    The user's own come first, then our folders in the order in which one looks for a text.
    """
    known = _template_names(model)
    groups: dict[str, list[str]] = {}
    if model.own is not None:
        own = model.own / "templates"
        groups["In your model"] = [name for name in known if (own / name).is_file()]
    for folder, about in _FOLDERS.items():
        groups[about] = [name for name in known if name.rpartition("/")[0] == folder]
    told = {name for names in groups.values() for name in names}
    groups["Other templates"] = [name for name in known if name not in told]
    return {about: names for about, names in groups.items() if names}


def _template_names(model: Model) -> list[str]:
    folders = (folder / "templates" for folder in model.folders)
    return sorted(
        {
            path.relative_to(folder).as_posix()
            for folder in folders
            for path in folder.rglob("*.tla")
        }
    )


def find_template(name: str, model: Model) -> str:
    """The text of a template; its name may lack the suffix. Raises BadInput."""
    from tornfolio.model.templates import find_templates

    return find_templates(model).source(_known(name, model))


def rendered_template(name: str, scenario: Scenario) -> list[TemplateLine]:
    """The lines of a template, after the changes of a policy, for a scenario. Raises BadInput."""
    known = _known(name, scenario.model)
    render(scenario)  # which says what is wrong with it
    texts = changed_texts(sources_of(scenario), {}, scenario.model)
    text = texts.get(known) or find_template(known, scenario.model)
    file = scenario.model.file(f"templates/{known}").resolve()
    lines = {
        line
        for module in render_marked(scenario)
        for place, line in unmarked(module, every=True)[1]
        if place == known or (place and Path(place).resolve() == file)
    }
    return [
        TemplateLine(number, line, None if _STATEMENTS.fullmatch(line) else number in lines)
        for number, line in enumerate(text.rstrip("\n").split("\n"), start=1)
    ]


def _known(name: str, model: Model) -> str:
    names = _template_names(model)
    full = name if name.endswith(".tla") else f"{name}.tla"
    if full not in names:
        ends = [known for known in names if known.endswith(f"/{full}")]
        if len(ends) == 1:
            return ends[0]
        raise BadInput(
            f"there is no template {shown(name)}{did_you_mean(full, names)}",
            f"'{model.command('template')}' lists all",
        )
    return full
