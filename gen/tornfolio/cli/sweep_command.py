"""The command that decides a grid of points of one scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tornfolio.cli.deciding import decided_of, deciding
from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
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
from tornfolio.support.naming import shown

__all__ = ["sweep"]


@click.command(epilog=HELP)
@scenario_argument
@click.option(
    "--property",
    "properties",
    multiple=True,
    help="Show this property as a column; may be given several times.",
)
@points_options
@click.option("--pivot", metavar="KEY", help="Make a column for each value of this parameter.")
@click.option("--csv", "csv_file", type=PathType(), help="Write the table as CSV.")
@check_options
@width_option
@json_option
def sweep(
    scenario: str,
    properties: tuple[str, ...],
    pivot: str | None,
    csv_file: Path | None,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Decide a scenario for every combination of some values.

    For a number or a word, commas separate several values. For any parameter, --set with the same
    key again adds a value. What was decided before is not searched again, so an interrupted sweep
    continues with the rest.

    \b
    Example:  tornfolio sweep torn-pte0 --set nr_pages=1,2,4,8 --set ttu=none --set ttu=TTU_SYNC
    """
    from tornfolio.cli.console import show, text_width
    from tornfolio.explore.grid import make_grid
    from tornfolio.explore.sweep import run_sweep
    from tornfolio.support.files import try_files, write_file
    from tornfolio.views.sweep_lines import sweep_csv, sweep_lines

    grid = make_grid(scenario, options["settings"], properties, options["model"])
    if pivot is not None and pivot not in grid.axes:
        raise BadInput(
            f"--pivot {shown(pivot)} is not a parameter with several values",
            f"use one of {', '.join(grid.axes) or 'those that --set gives several values'}",
        )
    try_files(csv_file, inputs={*options["model"].inputs, *files_of([scenario])})
    with deciding(f"TLC decides {number_of(len(grid.points), 'point')}:", options) as tlc:
        report = run_sweep(grid, tlc, decided=decided_of(options, tlc))
    # What was found is shown whatever happens to a file.
    if as_json:
        write_json(report.to_json())
    else:
        show(sweep_lines(report, pivot, width=text_width(width)))
    if csv_file is not None:
        write_file(csv_file, sweep_csv(report).encode())
    return of_words(report.words)
