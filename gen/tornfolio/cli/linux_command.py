"""The commands that run the functions of a Linux tree under all schedules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.exit_status import HELP, ExitStatus, of_words, worst
from tornfolio.cli.linux_model_commands import drift, replay
from tornfolio.cli.options import (
    PathType,
    json_option,
    runs_option,
    seconds,
    settings_option,
    spec_dir_option,
    tools_of,
    width_option,
    write_json,
)
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.linux.answer import Answer

__all__ = ["linux"]


@click.group(epilog=HELP)
def linux() -> None:
    """Run the functions of a Linux tree under all schedules.

    The C of the tree is compiled and runs as you, with all your rights: use only trees that you
    would build.
    """


linux.add_command(drift)
linux.add_command(replay)


def _tree_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        runs_option,
        click.option(
            "--memory", type=click.IntRange(2, 1 << 24), help="The memory of the search, in MiB."
        ),
        click.option("--timeout", type=seconds(), help="Stop after this many seconds."),
        click.option(
            "--max-states", type=click.IntRange(1, 1 << 40), help="Stop after this many states."
        ),
        click.option(
            "--ptrs-per-pte",
            type=click.IntRange(2, 8192),
            help="The number of entries of a page table, a power of two.",
        ),
        click.option("--cc", metavar="COMPILER", help="The C compiler to use."),
        width_option,
        spec_dir_option,
        settings_option,
    ):  # fmt: skip
        command = option(command)
    return command


_functions_option = click.option(
    "--functions",
    is_flag=True,
    help="Name each function that ran, with file and line.",
)


@linux.command(name="check", epilog=HELP)
@click.argument("tree", type=PathType())
@click.argument("scenario")
@click.option(
    "--property",
    "properties",
    multiple=True,
    help="Check only this property; may be given several times.",
)
@_tree_options
@_functions_option
@json_option
def check(
    tree: Path, scenario: str, properties: tuple[str, ...], as_json: bool, **options: Any
) -> ExitStatus:
    """Check a scenario in the C of a tree, under all schedules.

    TREE is a folder with the sources of Linux, SCENARIO a name from `tornfolio list` or the path of
    a scenario file (.toml). Its parameter `kernel` decides only when reclaim passes TTU_SYNC and
    splits the folio first; the rest is what the tree does.

    \b
    Example:  tornfolio linux check ~/linux torn-pte0 --set nr_pages=16
    """
    from tornfolio.cli.console import show_folded
    from tornfolio.linux.answer_lines import answer_lines

    answer = _ask(tree, scenario, options, properties)
    if as_json:
        write_json(answer.to_json(outcomes=False))
    else:
        show_folded(answer_lines(answer, functions=options["functions"]), options["width"])
    return of_words(answer.words)


@linux.command(name="outcomes", epilog=HELP)
@click.argument("tree", type=PathType())
@click.argument("scenario")
@_tree_options
@_functions_option
@json_option
def outcomes(tree: Path, scenario: str, as_json: bool, **options: Any) -> ExitStatus:
    """List every final state that the C of a tree can reach.

    \b
    Example:  tornfolio linux outcomes ~/linux torn-pte0 --set nr_pages=4
    """
    from tornfolio.cli.console import show_folded
    from tornfolio.linux.answer_lines import outcome_lines

    answer = _ask(tree, scenario, options)
    if as_json:
        write_json(answer.to_json(outcomes=True))
    else:
        show_folded(outcome_lines(answer, functions=options["functions"]), options["width"])
    undecided = answer.reason or answer.no_condition
    return ExitStatus.UNDECIDED if undecided else ExitStatus.HOLDS


@linux.command(name="compare", epilog=HELP)
@click.argument("tree", type=PathType())
@click.argument("scenarios", metavar="[SCENARIO]...", nargs=-1)
@_tree_options
@click.option("--java", type=PathType(), help="The Java program to use.")
@click.option("--jar", type=PathType(), help="The tla2tools.jar to use.")
@json_option
def compare(tree: Path, scenarios: tuple[str, ...], as_json: bool, **options: Any) -> ExitStatus:
    """Check the same points with TLC and with the C of a tree.

    The final states and the verdict of each property are compared. Without a SCENARIO, these are
    the points of the grid that comes with tornfolio, with the kernel and the writers that fit the
    tree. The exit status is 0 if every difference has a known reason, 5 if a limit ended a
    search, otherwise 1.

    \b
    Example:  tornfolio linux compare ~/linux torn-pte0 --set nr_pages=4
    """
    from tornfolio.cli.console import show_folded, words_shown
    from tornfolio.linux.compare import compare as run_compare
    from tornfolio.linux.compare import grid_points
    from tornfolio.linux.compare_lines import comparison_lines
    from tornfolio.linux.search import Limits
    from tornfolio.linux.tree import open_tree
    from tornfolio.support.paths import runs_dir

    settings = tuple(options["settings"])
    if settings and not scenarios:
        raise BadInput("--set needs a scenario, and none is named", "name a scenario")
    points = [(name, settings) for name in scenarios] or grid_points()
    with words_shown("TLC and the C are asked") as told:
        found = run_compare(
            open_tree(tree),
            points,
            whole_grid=not scenarios,
            cc=options["cc"],
            runs=runs_dir(options["runs"]),
            limits=Limits(options["timeout"], options["memory"], options["max_states"]),
            tools=tools_of(options),
            model=options["model"],
            on_progress=lambda side, done: told(f"{side}: {done} of {len(points)}"),
        )
    if as_json:
        write_json(found.to_json())
    else:
        show_folded(comparison_lines(found), options["width"])
    differs = ExitStatus.VIOLATED if found.unexplained or found.stale else ExitStatus.HOLDS
    return worst([differs, *(ExitStatus.UNDECIDED for _ in found.undecided)])


def _ask(
    tree: Path, scenario: str, options: dict[str, Any], properties: tuple[str, ...] = ()
) -> Answer:
    from tornfolio.cli.console import words_shown
    from tornfolio.linux.answer import ask
    from tornfolio.linux.search import Limits
    from tornfolio.linux.tree import open_tree
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.paths import runs_dir

    asked = load_scenario(scenario, options["settings"], options["model"])
    with words_shown(f"The C runs {asked.name}") as told:
        return ask(
            asked,
            open_tree(tree),
            cc=options["cc"],
            runs=runs_dir(options["runs"]),
            limits=Limits(options["timeout"], options["memory"], options["max_states"]),
            properties=properties,
            ptrs_per_pte=options["ptrs_per_pte"] or 0,
            on_progress=lambda progress: told(progress.in_words()),
        )
