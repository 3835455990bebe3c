"""The commands that show the text of a spec: gen, and the templates that it comes from."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from tornfolio.cli.exit_status import HELP
from tornfolio.cli.options import (
    PathType,
    scenario_argument,
    settings_option,
    spec_dir_option,
    tool_options,
    tools_of,
)
from tornfolio.model.folders import Model
from tornfolio.model.scenario import Scenario
from tornfolio.support.errors import BadInput

__all__ = ["gen", "template"]


@click.command(epilog=HELP)
@scenario_argument
@click.option(
    "-o", "folder", type=PathType(), help="The folder to write to; the current one by default."
)
@click.option("--force", is_flag=True, help="Overwrite files that have other content.")
@click.option(
    "--diff",
    "others",
    multiple=True,
    metavar="KEY=VALUE",
    help="Show how the module differs from one with this setting; may be given several times.",
)
@settings_option
@tool_options
def gen(
    scenario: str,
    folder: Path | None,
    force: bool,
    others: tuple[str, ...],
    settings: tuple[str, ...],
    model: Model,
    java: Path | None,
    jar: Path | None,
) -> None:
    """Write a scenario's .tla, translated, and its .cfg files.

    With --diff no file is written. The output shows how the PlusCal differs from that of another
    setting.

    \b
    Example:  tornfolio gen torn-pte0 --set nr_pages=8 -o specs
    """
    from tornfolio.cli.console import write_lines
    from tornfolio.model.scenario import load_scenario
    from tornfolio.tlc.generate import generate

    loaded = load_scenario(scenario, settings, model)
    if others:
        if folder is not None or force:
            raise BadInput("--diff writes no file", "leave out -o and --force, or --diff")
        changed = {other.partition("=")[0].strip() for other in others}
        kept = [each for each in settings if each.partition("=")[0].strip() not in changed]
        before = load_scenario(scenario, [*kept, *others], model)
        write_lines(*_difference(before, loaded, ", ".join(others)))
        return
    tools = tools_of({"java": java, "jar": jar})
    for path in generate(loaded, tools, folder or Path(), force=force):
        write_lines(str(path))


def _difference(before: Scenario, after: Scenario, setting: str) -> list[str]:
    """The lines of a unified diff of two modules, or that they do not differ."""
    from tornfolio.model.render import render

    one, other = (render(each) for each in (before, after))
    found = difflib.unified_diff(
        one.tla.split("\n"),
        other.tla.split("\n"),
        f"{one.module}.tla with {setting}",
        f"{other.module}.tla",
        lineterm="",
    )
    lines = list(found)
    if one.constants != other.constants:
        names = (
            name for name in other.constants if one.constants.get(name) != other.constants[name]
        )
        lines += [
            f"constant {name} = {other.constants[name]}, with {setting} {one.constants.get(name)}"
            for name in names
        ]
    return lines or [f"{other.module}.tla does not differ"]


@click.command(epilog=HELP)
@click.argument("name", required=False)
@click.argument("scenario", required=False)
@settings_option
@spec_dir_option
def template(
    name: str | None, scenario: str | None, settings: tuple[str, ...], model: Model
) -> None:
    """Show a template: the text that a policy's change can find.

    Without a name, all templates are listed. With a scenario, each line has its number, and a minus
    marks the lines that are not rendered in the scenario. A change to such a line has no effect
    there.

    \b
    Example:  tornfolio template page_vma_mapped_walk torn-pte0
    """
    from tornfolio.cli.console import show, write, write_lines
    from tornfolio.model.scenario import load_scenario
    from tornfolio.model.template_lines import find_template, rendered_template, template_names
    from tornfolio.views.spans import Span

    if name is None:
        write_lines(*template_names(model))
    elif scenario is None:
        if settings:
            raise BadInput("--set needs a scenario, and none is named", "name a scenario")
        write(find_template(name, model))
    else:
        show(
            [
                (
                    Span(f"{line.number:>4} {'-' if line.rendered is False else ' '} "),
                    Span(line.text, "faint" if line.rendered is False else ""),
                )
                for line in rendered_template(name, load_scenario(scenario, settings, model))
            ]
        )
