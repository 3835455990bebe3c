"""The commands that check a scenario: check, and the demonstration of the race."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.exit_status import HELP, ExitStatus, of_words, worst
from tornfolio.options import (
    PathType,
    check_options,
    json_option,
    limits_of,
    runs_option,
    tool_options,
    unfold_option,
    write_json,
)
from tornfolio.worker_command import distributed_options, machines_of

if TYPE_CHECKING:
    from tornfolio.scenario import Scenario
    from tornfolio.verdict import Verdict

__all__ = ["check", "checked", "demo"]


@click.command(epilog=HELP)
@click.argument("scenario")
@click.option("--property", "properties", multiple=True, help="Check this one; several allowed.")
@click.option("-v", "--verbose", is_flag=True, help="Say how each search was run.")
@check_options
@distributed_options
@unfold_option
@json_option
def check(
    scenario: str,
    properties: tuple[str, ...],
    verbose: bool,
    unfold: bool,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Check a scenario with TLC: property by property, with the counterexample.

    SCENARIO is a name from `tornfolio list`, or the path of a scenario file (.toml).

    \b
    Example:  tornfolio check torn-pte0 --set nr_pages=16 --set ttu=TTU_SYNC
    """
    from tornfolio.scenario import load_scenario

    verdict = checked(load_scenario(scenario, options["settings"]), properties, options)
    if as_json:
        write_json(verdict.to_json())
    else:
        from tornfolio.console import show
        from tornfolio.report import verdict_lines

        show(verdict_lines(verdict, unfold=unfold, verbose=verbose))
    _make_archive(verdict, options)
    return of_words(verdict.words)


@click.command(epilog=HELP)
@click.option("-o", "output", type=PathType(), default=Path("torn-pte0.svg"))
@tool_options
@runs_option
def demo(output: Path, **options: Any) -> ExitStatus:
    """Check the seed scenario without and with TTU_SYNC, and draw the torn folio.

    The exit status is 0 if TLC finds the folio torn without TTU_SYNC and whole with it.
    """
    from tornfolio.console import show, write
    from tornfolio.report import verdict_lines
    from tornfolio.scenario import load_scenario

    options |= {"timeout": None, "memory": None, "max_states": None, "workers": None}
    torn = checked(load_scenario("torn-pte0"), (), options)
    show(verdict_lines(torn))
    write("\n")
    whole = checked(load_scenario("torn-pte0", ["ttu=TTU_SYNC"]), (), options)
    show(verdict_lines(whole))
    write("\n")
    if torn.trace is not None:
        from tornfolio.export import trace_bytes
        from tornfolio.files import write_file

        write_file(output, trace_bytes(torn.trace, "svg"))
        write(f"The picture of the torn folio: {output.absolute()}\n")
    if (torn.verdict, whole.verdict) == ("violated", "holds"):
        return ExitStatus.HOLDS
    # Something is not as the demonstration wants it; it may be no more than a limit.
    return worst([ExitStatus.VIOLATED, *map(of_words, (torn.words, whole.words))])


def checked(scenario: Scenario, properties: Sequence[str], options: dict[str, Any]) -> Verdict:
    """Check a scenario as the options of a command ask for it, with progress in the terminal."""
    from tornfolio.check import check as run_check
    from tornfolio.console import progress_shown
    from tornfolio.paths import runs_dir
    from tornfolio.toolchain import find_toolchain

    with (
        machines_of(options) as machines,
        progress_shown(f"TLC checks {scenario.name}:") as report,
    ):
        return run_check(
            scenario,
            tools=find_toolchain(options["java"], options["jar"]),
            runs=runs_dir(options["runs"]),
            properties=properties,
            limits=limits_of(options),
            on_progress=report,
            machines=machines,
        )


def _make_archive(verdict: Verdict, options: dict[str, Any]) -> None:
    """Make the archive of classes with which later checks start faster, if there is none.

    The verdict has been shown, and shows that the tools work; nothing here changes it.
    """
    from tornfolio.toolchain import find_toolchain

    tools = find_toolchain(options["java"], options["jar"])
    if tools.archive is not None or verdict.verdict == "undecided":
        return
    from tornfolio.archive import with_archive
    from tornfolio.console import progress_shown

    title = "Once for this Java and this jar, an archive is made with which checks start faster"
    with contextlib.suppress(KeyboardInterrupt), progress_shown(title):
        with_archive(tools)
