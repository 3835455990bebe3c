"""The commands that show the text of a spec: gen, and the templates that it comes from."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from tornfolio.tlc.toolchain import Toolchain

__all__ = ["gen", "template"]

# The template in which most changes are, and a scenario.
_EXAMPLE = ("page_vma_mapped_walk", "torn-pte0")


@click.command(epilog=HELP)
@scenario_argument
@click.option(
    "-o", "folder", type=PathType(), help="The folder to write to; the current one by default."
)
@click.option(
    "--property",
    "properties",
    multiple=True,
    help="Name only this property in the .cfg; may be given several times.",
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
    properties: tuple[str, ...],
    force: bool,
    others: tuple[str, ...],
    settings: tuple[str, ...],
    model: Model,
    java: Path | None,
    jar: Path | None,
) -> None:
    """Write a scenario's .tla, translated, and its .cfg files.

    The commands that translate and check them by hand go to standard error. TLC stops at the first
    violated invariant; with --property it looks at one alone.

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
        if folder is not None or force or properties:
            raise BadInput(
                "--diff writes no file", "leave out -o, --property and --force, or --diff"
            )
        changed = {other.partition("=")[0].strip() for other in others}
        kept = [each for each in settings if each.partition("=")[0].strip() not in changed]
        try:
            before = load_scenario(scenario, [*kept, *others], model)
        except BadInput as error:
            # The values of --set were read above: these are of --diff.
            words = (text.replace("--set", "--diff") for text in (error.problem, error.next_step))
            raise BadInput(*words) from None
        write_lines(*_difference(before, loaded, ", ".join(others)))
        return
    tools = tools_of({"java": java, "jar": jar})
    paths = generate(loaded, tools, folder or Path(), force=force, properties=properties)
    write_lines(*map(str, paths))
    _say_by_hand(tools, paths, named=bool(properties))


def _say_by_hand(tools: Toolchain, paths: Sequence[Path], *, named: bool) -> None:
    """Name the commands that do with the files what `check` does, each in a line of its own."""
    from tornfolio.cli.console import note
    from tornfolio.tlc.argv import commands_by_hand

    module, cfg, *live = paths
    translate, check = commands_by_hand(tools, module, cfg)
    note("To check it by hand (it is translated; after a change of the PlusCal, translate first):")
    note(f"  {shlex.join(translate)}")
    note(f"  {shlex.join(check)}")
    if live:
        note(f"Liveness properties have a .cfg of their own, for a second search: {live[0]}")
    if not named:
        note(
            "TLC stops at the first violated invariant. With --property NAME --force the .cfg "
            "names one alone."
        )


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

    Without a name, all templates are listed, by what they are for. With a scenario, each line has
    its number, and a minus marks the lines that are not rendered in the scenario. A change to such
    a line has no effect there.

    \b
    Example:  tornfolio template page_vma_mapped_walk torn-pte0
    """
    from tornfolio.cli.console import show, show_folded, write
    from tornfolio.model.scenario import load_scenario
    from tornfolio.model.template_lines import find_template, rendered_template, template_groups
    from tornfolio.views.spans import Line, Span

    if name is None:
        lines: list[Line] = [
            (Span(f"{about}:", "head"), Span("  " + "  ".join(names)))
            for about, names in template_groups(model).items()
        ]
        example = model.command("template", *_EXAMPLE)
        show_folded([*lines, (Span(f"'{example}' shows which lines of one are rendered."),)], None)
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
