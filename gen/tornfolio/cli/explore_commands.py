"""The commands that look at all states: outcomes, and a page to walk in them."""

from __future__ import annotations

import os
import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.deciding import searching
from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
from tornfolio.cli.options import (
    PathType,
    check_options,
    condition_option,
    graph_options,
    json_option,
    scenario_argument,
    width_option,
    write_json,
)
from tornfolio.model.replaced import model_in_words
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.explore.outcomes import Outcomes
    from tornfolio.model.scenario import Scenario

__all__ = ["explore", "outcomes"]


@click.command(epilog=HELP)
@scenario_argument
@check_options
@condition_option
@click.option(
    "--against",
    type=PathType(),
    help="Compare the runs in two folders: SCENARIO is one folder, this is the other.",
)
@click.option("--herd", is_flag=True, help="Write a log that the tools around herd7 read.")
@width_option
@json_option
def outcomes(
    scenario: str,
    condition: str | None,
    against: Path | None,
    herd: bool,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """List every final state of a scenario, as herd7 does.

    With --against nothing is searched. The final states that earlier runs of this command kept in
    two folders are compared. The exit status is 1 if they differ, and 5 if a search was cut off.

    The patterns have a letter for each PTE: P present, 0 none, S swap entry, M marker, O another
    page, H mapped by the PMD; mms are separated by |.

    --herd writes what mcompare and other tools around herd7 read: each PTE is a variable, and so is
    the condition.

    \b
    Example:  tornfolio outcomes torn-pte0 --set nr_pages=8
    """
    from tornfolio.cli.console import show, text_width, write, write_lines
    from tornfolio.cli.explore_lines import outcome_lines
    from tornfolio.explore.outcome_files import compare_kept, keep_outcomes
    from tornfolio.explore.outcomes import find_outcomes
    from tornfolio.model.given_condition import with_condition
    from tornfolio.model.scenario import load_scenario
    from tornfolio.views.folded import folded

    if against is not None:
        if as_json or herd or condition or options["settings"]:
            raise BadInput("--against compares finished runs", "leave out all other options")
        compared = list(compare_kept(Path(scenario), against))
        write_lines(*(said for _, said in compared))
        return of_words(word for word, _ in compared)
    if herd and as_json:
        raise BadInput("--herd and --json are both given", "give one of them")
    loaded = load_scenario(scenario, options["settings"], options["model"])
    loaded = with_condition(loaded, condition)
    started = time.monotonic()
    with searching(f"TLC lists the outcomes of {loaded.name}:", options) as within:
        found = find_outcomes(loaded, **within)
    keep_outcomes(found.folder, found.to_json())
    if as_json:
        write_json(found.to_json())
    elif herd:
        write(_herd_log(found, loaded, time.monotonic() - started))
    else:
        show(folded(outcome_lines(found), text_width(width)))
    return ExitStatus.UNDECIDED if found.reason else ExitStatus.HOLDS


def _herd_log(found: Outcomes, scenario: Scenario, seconds: float) -> str:
    from tornfolio.model.render import render
    from tornfolio.support.cache import digest
    from tornfolio.views.herd_log import herd_log

    spec = render(scenario)
    return herd_log(found, seconds=seconds, digest=digest(spec.tla.encode(), spec.mc.encode()))


@click.command(epilog=HELP)
@scenario_argument
@click.option("-o", "output", type=PathType(), help="The file to write; SCENARIO.html by default.")
@click.option("--property", "prop", help="The invariant to mark; the scenario's own by default.")
@click.option(
    "--open/--no-open",
    "opens",
    default=None,
    help="Open the page in a browser; by default if there is a terminal and a screen.",
)
@graph_options
def explore(
    scenario: str, output: Path | None, prop: str | None, opens: bool | None, **options: Any
) -> ExitStatus:
    """Write a page in which you walk through all states.

    In each state you choose which CPU takes the next step, and see why a CPU has no step. The
    page needs no network and no other file, and has room for 20,000 states. The exit status is 0
    whether or not a state violates the property.

    \b
    Example:  tornfolio explore torn-pte0 --set nr_pages=2
    """
    from tornfolio.cli.console import note
    from tornfolio.explore.state_graph import find_state_graph
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.files import try_files, write_file
    from tornfolio.views.explorer_page import MOST_STATES, explorer_html
    from tornfolio.views.state_words import graph_words

    loaded = load_scenario(scenario, options["settings"], options["model"])
    path = output or Path(f"{loaded.name}.html")
    try_files(path, inputs=[*loaded.model.inputs, loaded.file])
    with searching(f"TLC searches all states of {loaded.name}:", options) as within:
        search = find_state_graph(loaded, prop=prop, whole=MOST_STATES, **within)
    found = search.graph
    if found is None and search.counts is not None and search.counts.distinct > MOST_STATES:
        sets = [word for setting in options["settings"] for word in ("--set", setting)]
        drawn = loaded.model.command("graph", scenario, *sets, "-o", "states.svg")
        raise BadInput(
            f"{loaded.name} has {'' if search.complete else 'at least '}"
            f"{search.counts.distinct:,} states, and a page has room for {MOST_STATES:,}",
            f"choose fewer pages or writers with --set, or draw it with '{drawn}'",
        )
    if found is None:
        note(f"No page: {search.reason}; choose smaller parameters")
        return ExitStatus.UNDECIDED
    write_file(path, explorer_html(found, changed=bool(options["settings"])).encode())
    note(" ".join([*graph_words(found), f"Model: {model_in_words(loaded.model)}."]))
    note(f"The page: {path}")
    if _has_screen() if opens is None else opens:
        _open(path)
    return ExitStatus.HOLDS


def _has_screen() -> bool:
    """Whether somebody sits before this program who would see a browser."""
    screen = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return screen and sys.stderr.isatty()


def _open(path: Path) -> None:
    from tornfolio.cli.console import note

    if not webbrowser.open(path.absolute().as_uri()):
        note("No browser was found: open the page yourself")
