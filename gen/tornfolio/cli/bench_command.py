"""The command that measures tornfolio against the bare commands and a peer, on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.exit_status import HELP, ExitStatus
from tornfolio.cli.formats import format_of
from tornfolio.cli.options import PathType, seconds, write_json
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.bench.sections import Results

__all__ = ["bench"]


@click.command(epilog=HELP)
@click.option(
    "-o",
    "folder",
    type=PathType(),
    default=Path("bench"),
    help="The folder to write to; bench by default.",
)
@click.option("--quick", is_flag=True, help="Measure only one round of small sizes, as a trial.")
@click.option(
    "--only",
    "sections",
    multiple=True,
    help="Measure only this section; may be given several times.",
)
@click.option(
    "--sizes-limit",
    type=seconds(),
    help="The limit for each large folio, in seconds; 600 by default.",
)
@click.option("--keep", is_flag=True, help="Keep the results of other sections in the folder.")
@click.option("--linux", "tree", type=PathType(), help="Measure the C of this tree too.")
@click.option("--plot", type=PathType(), help="Draw how the states grow, as SVG.")
@click.option("--from", "source", type=PathType(), help="Measure nothing: read this results.json.")
def bench(
    folder: Path,
    quick: bool,
    sections: tuple[str, ...],
    sizes_limit: float | None,
    keep: bool,
    tree: Path | None,
    plot: Path | None,
    source: Path | None,
) -> ExitStatus:
    """Measure tornfolio against the bare tools.

    The sections are start, check, watch, sweep, gate, claims, rate, peer, peer-rate, distributed,
    growth, sizes, others, chain, linux and linux-rate; the last two need a tree. Together they
    take an hour. The progress goes to standard error, and the tables to standard output. The
    folder gets results.json and RESULTS.md.

    \b
    Example:  tornfolio bench --only check --only growth --plot growth.svg
    """
    import dataclasses
    import tempfile

    from tornfolio.bench.plan import FULL, QUICK
    from tornfolio.bench.report import read_results, results_markdown
    from tornfolio.bench.sections import run_bench
    from tornfolio.cli.console import note, write
    from tornfolio.support.files import make_folder, try_files, write_file
    from tornfolio.views.growth_plot import growth_svg

    _check_sections(sections)
    _check_plot(plot, source, sections)
    if source is not None:
        body = read_results(source)
    else:
        plan = QUICK if quick else FULL
        if sizes_limit is not None:
            plan = dataclasses.replace(plan, sizes_limit=sizes_limit)
        before = read_results(folder / "results.json") if keep else None
        make_folder(folder)
        try_files(folder / "results.json", folder / "RESULTS.md", plot)

        def keep_so_far(found: Results) -> None:
            body = _body(found, before)
            write_json(body, folder / "results.json")
            write_file(folder / "RESULTS.md", results_markdown(body).encode())

        with tempfile.TemporaryDirectory(prefix="tornfolio-", ignore_cleanup_errors=True) as place:
            found = run_bench(
                *(plan, Path(place)), sections=sections, tree=tree, say=note, keep=keep_so_far
            )
        body = _body(found, before)
    # What was measured is shown whatever happens to a file.
    write(results_markdown(body))
    if plot is not None:
        write_file(plot, growth_svg(body["growth"]).encode())
    return ExitStatus.TOOL_FAILED if body["failed"] else ExitStatus.HOLDS


def _check_sections(sections: tuple[str, ...]) -> None:
    """Raise BadInput if there is no such section."""
    from tornfolio.bench.sections import SECTIONS
    from tornfolio.support.naming import did_you_mean, shown

    for section in sections:
        if section not in SECTIONS:
            raise BadInput(
                f"there is no section {shown(section)}{did_you_mean(section, SECTIONS)}",
                f"there are {', '.join(SECTIONS)}",
            )


def _body(found: Results, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The results as JSON has them, beside those of other sections that are kept."""
    from tornfolio.bench.report import kept, results_json

    body = results_json(found)
    return body if before is None else kept(body, before)


def _check_plot(plot: Path | None, source: Path | None, sections: tuple[str, ...]) -> None:
    """Raise BadInput if a picture cannot be drawn as it is asked for, or cannot be written."""
    from tornfolio.support.files import try_files

    if plot is not None and source is None and sections and "growth" not in sections:
        raise BadInput("--plot draws what the section growth measures", "add --only growth")
    format_of(None, plot, ("svg",), "svg", "--plot")
    try_files(plot)
