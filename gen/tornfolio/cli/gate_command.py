"""The command that guards the invariants: decides a lane's points and compares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.deciding import decided_of, deciding
from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
from tornfolio.cli.options import (
    PathType,
    limit_options,
    points_options,
    runs_option,
    tool_options,
    write_json,
)
from tornfolio.support.errors import BadInput, TornfolioError

if TYPE_CHECKING:
    from tornfolio.gate.run import GateReport

__all__ = ["gate"]

_TITLE = "TLC decides the points:"
_REPORTS = ("json", "junit", "sarif", "markdown")


@click.command(epilog=HELP)
@click.option(
    "--lane",
    type=click.Choice(["smoke", "full", "live", "nightly"]),
    default="full",
    show_default=True,
    help="smoke: a few points. full: the catalogue. live: its liveness. nightly: all, and mutants.",
)
@click.option(
    "--only", multiple=True, metavar="GLOB", help="Decide only points whose name matches."
)
@points_options
@click.option("--update", "do_update", is_flag=True, help="Show what the expectations should be.")
@click.option("--write", "do_write", is_flag=True, help="With --update: write them.")
@click.option("--json", "json_file", type=PathType(), help="Write the report as JSON.")
@click.option("--junit", "junit_file", type=PathType(), help="Write the report as JUnit XML.")
@click.option("--sarif", "sarif_file", type=PathType(), help="Write what differs as SARIF 2.1.0.")
@click.option("--markdown", "markdown_file", type=PathType(), help="Write a summary in Markdown.")
@click.option("--github", is_flag=True, help="Print annotations for GitHub; add to its summary.")
@click.option("-v", "--verbose", is_flag=True, help="Show the points that are as expected, too.")
@runs_option
@limit_options
@tool_options
def gate(
    lane: str,
    only: tuple[str, ...],
    do_update: bool,
    do_write: bool,
    verbose: bool,
    github: bool,
    **options: Any,
) -> ExitStatus:
    """Decide the points of a lane and compare with what is expected.

    The gate compares with spec/expectations.toml: verdicts, exact numbers of states, and all final
    states. It also checks that the expectations were made for these specs, that nothing is missing,
    and that every property can fail.

    \b
    Example:  tornfolio gate --lane smoke
    """
    from tornfolio.cli.console import show
    from tornfolio.gate.expectations import read_expectations
    from tornfolio.gate.reports.lines import gate_lines
    from tornfolio.gate.run import run_gate
    from tornfolio.support.files import try_files

    if do_write and not do_update:
        raise BadInput("--write does nothing without --update", "give both, or neither")
    if do_update and (github or any(options[f"{kind}_file"] for kind in _REPORTS)):
        raise BadInput("--update compares nothing, so there is no report", "leave out one of them")
    reports = [options[f"{kind}_file"] for kind in _REPORTS]
    try_files(*reports, inputs=options["model"].inputs)
    file = options["model"].folders[0] / "expectations.toml"
    if do_update:
        return _update(file, lane, only, options, do_write=do_write)
    try:
        with deciding(_TITLE, options) as tlc:
            report = run_gate(
                lane,
                expectations=read_expectations(file, options["model"]),
                only=only,
                tlc=tlc,
                model=options["model"],
                decided=decided_of(options, tlc),
            )
    except TornfolioError as error:
        if github:
            _tell_refusal(error)
        raise
    # What was found is shown whatever happens to a file.
    show(gate_lines(report, verbose=verbose))
    _write_reports(report, options)
    if github:
        _tell_github(report)
    return of_words([report.word])


def _update(
    file: Path, lane: str, only: tuple[str, ...], options: dict[str, Any], *, do_write: bool
) -> ExitStatus:
    """Show what the expectations should be, and write them if that is wanted."""
    from tornfolio.cli.console import show
    from tornfolio.gate.expectations import (
        Expectations,
        differences,
        expectations_text,
        read_expectations,
    )
    from tornfolio.gate.reports.lines import update_lines
    from tornfolio.gate.update import update
    from tornfolio.support.files import write_file
    from tornfolio.support.paths import near

    old = read_expectations(file, options["model"]) if file.exists() else Expectations(file)
    with deciding(_TITLE, options) as tlc:
        new = update(
            old,
            lane,
            only=only,
            tlc=tlc,
            model=options["model"],
            decided=decided_of(options, tlc),
        )
    changes = differences(old, new)
    if do_write and changes:
        write_file(file, expectations_text(new).encode())
    show(update_lines(changes, near(file), written=do_write))
    return ExitStatus.HOLDS if do_write or not changes else ExitStatus.VIOLATED


def _write_reports(report: GateReport, options: dict[str, Any]) -> None:
    from tornfolio.support.files import write_file

    if options["json_file"] is not None:
        write_json(report.to_json(), options["json_file"])
    if options["junit_file"] is not None:
        from tornfolio.gate.reports.junit import junit

        write_file(options["junit_file"], junit(report))
    if options["sarif_file"] is not None:
        from tornfolio.gate.reports.sarif import sarif

        write_json(sarif(report), options["sarif_file"])
    if options["markdown_file"] is not None:
        from tornfolio.gate.reports.markdown import gate_markdown

        write_file(options["markdown_file"], gate_markdown(report).encode())


def _tell_refusal(error: TornfolioError) -> None:
    """Show in a pull request why nothing was decided."""
    from tornfolio.cli.console import write
    from tornfolio.gate.reports.github import refusal

    write(f"{refusal(error)}\n")


def _tell_github(report: GateReport) -> None:
    from tornfolio.cli.console import write
    from tornfolio.gate.reports.github import append_summary, workflow_commands

    write("".join(f"{line}\n" for line in workflow_commands(report)))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        append_summary(report, Path(summary))
