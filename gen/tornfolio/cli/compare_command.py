"""The command that decides the same points for several policies, kernels or models."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.deciding import decided_of, deciding
from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
from tornfolio.cli.formats import format_of
from tornfolio.cli.options import (
    PathType,
    check_options,
    files_of,
    json_option,
    points_options,
    scenario_argument,
    width_option,
    write_json,
)
from tornfolio.support.counting import number_of
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.explore.comparison import Comparison, Plan
    from tornfolio.explore.shown import Shown
    from tornfolio.model.folders import Model
    from tornfolio.views.comparison_table import ComparisonTable

__all__ = ["compare"]

_FORMATS = ("txt", "md", "html")


@click.command(epilog=HELP)
@scenario_argument
@click.option("--policy", "policies", metavar="A,B,...", help="Compare these policies.")
@click.option("--kernel", "kernels", metavar="A,B,...", help="Compare these kernels.")
@click.option(
    "--against",
    type=PathType(),
    help="Compare the model with the model of your own in this folder.",
)
@click.option(
    "--writers",
    multiple=True,
    metavar="LIST",
    help="The CPUs beside reclaim, like --set writers=LIST; may be given several times.",
)
@click.option(
    "--property",
    "properties",
    multiple=True,
    help="Compare this property, not the one that the scenario is about; may be given several "
    "times.",
)
@click.option("--outcomes", is_flag=True, help="Compare the final states as well.")
@click.option(
    "-f",
    "--format",
    "asked",
    type=click.Choice(_FORMATS),
    help="A table, or a page with pictures of differences. Default: by the suffix of -o, or txt.",
)
@click.option("-o", "output", type=PathType(), help="The file to write.")
@click.option("--pictures", type=PathType(), help="Write a picture of each difference here.")
@points_options
@check_options
@width_option
@json_option
def compare(
    scenario: str,
    policies: str | None,
    kernels: str | None,
    against: Path | None,
    writers: tuple[str, ...],
    properties: tuple[str, ...],
    outcomes: bool,
    asked: str | None,
    output: Path | None,
    pictures: Path | None,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Compare policies, kernels or models, point by point.

    Each of them is a column. Each combination of the values of --set and --writers is a row, as in
    a sweep. The exit status is 1 if they differ at any point in a property or, with --outcomes, in
    the final states.

    \b
    Example:  tornfolio compare torn-pte0 --policy none,ttu-sync --set nr_pages=1,2,4
    """
    from tornfolio.cli.console import show, text_width, write
    from tornfolio.explore.comparison import make_plan, sides_of
    from tornfolio.explore.shown import show_differences
    from tornfolio.support.files import try_files, write_file
    from tornfolio.views.comparison_table import comparison_table
    from tornfolio.views.comparison_views import comparison_lines

    table_format = _format(asked, output, as_json=as_json)
    columns = text_width(width, output)
    sides = sides_of(_words(policies), _words(kernels), _models(options["model"], against))
    settings = [*options["settings"], *(f"writers={text}" for text in writers)]
    plan = make_plan(scenario, sides, settings, properties)
    read = {each for side in sides for each in side.model.inputs}
    try_files(output, inputs=read | files_of([scenario]))
    started = time.monotonic()
    found = _compared(plan, options)
    table = comparison_table(found, outcomes=outcomes)
    # What was found is shown before anything else is searched or written.
    if as_json:
        write_json(found.to_json())
    elif table_format == "txt" and output is None:
        show(comparison_lines(table, columns))
    shown: list[Shown] = []
    if pictures is not None or table_format == "html":
        with deciding("TLC searches counterexamples:", options) as tlc:
            shown = show_differences(found, tlc.since(started))
    placed = [] if pictures is None else _write_pictures(shown, pictures, output)
    text = _text(table_format, table, shown, placed, columns)
    if output is not None:
        write_file(output, text.encode())
    elif table_format == "md":
        write(text)
    return _status(found, outcomes)


def _format(asked: str | None, output: Path | None, *, as_json: bool) -> str:
    """The format of the table. Raises BadInput if that does not go with the other options."""
    if as_json and output is not None:
        raise BadInput("--json writes to standard output", "leave out -o, or redirect it")
    found = format_of(asked, output, _FORMATS, "txt")
    if as_json and found != "txt":
        raise BadInput(f"--json and -f {found} are both given", "give one of them")
    if found == "html" and output is None:
        raise BadInput("-f html needs a file", "add -o comparison.html")
    return found


def _compared(plan: Plan, options: dict[str, Any]) -> Comparison:
    """Decide all points, with progress in the terminal."""
    from tornfolio.explore.comparison import run_comparison

    points = len(plan.rows) * len(plan.sides)
    with deciding(f"TLC decides {number_of(points, 'point')}:", options) as tlc:
        return run_comparison(plan, tlc, decided=decided_of(options, tlc))


def _text(
    table_format: str,
    table: ComparisonTable,
    shown: list[Shown],
    placed: list[tuple[Shown, str]],
    width: int,
) -> str:
    """The table in a format, with the pictures of the differences where it has room for them."""
    from tornfolio.views.comparison_views import (
        comparison_lines,
        comparison_markdown,
        comparison_page,
    )
    from tornfolio.views.spans import plain

    if table_format == "md":
        return comparison_markdown(table, placed)
    if table_format == "html":
        return comparison_page(table, shown)
    return plain(comparison_lines(table, width))


def _words(text: str | None) -> list[str]:
    """The names that an option lists with commas."""
    return [] if text is None else [word.strip() for word in text.split(",")]


def _models(model: Model, against: Path | None) -> list[Model]:
    from tornfolio.model.folders import find_model

    return [model] if against is None else [model, find_model(against, option="--against")]


def _write_pictures(
    shown: list[Shown], folder: Path, table: Path | None
) -> list[tuple[Shown, str]]:
    """Write the pictures, and give their places as the file of the table would name them."""
    import os

    from tornfolio.cli.console import note
    from tornfolio.support.files import make_folder, write_file
    from tornfolio.views.comparison_views import picture_name
    from tornfolio.views.export import trace_bytes

    make_folder(folder)
    placed = []
    for number, each in enumerate(shown, start=1):
        if each.trace is None:
            note(f"no picture for {each.side.name}: {each.reason}")
            continue
        file = folder / picture_name(number, each)
        write_file(file, trace_bytes(each.trace, "svg"))
        beside = table.parent if table is not None else Path()
        placed.append((each, Path(os.path.relpath(file, beside)).as_posix()))
    note(f"{number_of(len(placed), 'picture')}: {folder}")
    return placed


def _status(found: Comparison, outcomes: bool) -> ExitStatus:
    words: set[str] = {word for word in found.words if word != "violated"}
    if any(outcomes or each.property is not None for each in found.differences()):
        words.add("differs")
    return of_words(words)
