"""The command that checks again whenever a model changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.console import note
from tornfolio.cli.deciding import decided_of, deciding
from tornfolio.cli.exit_status import HELP, ExitStatus, of_error, of_words
from tornfolio.cli.options import check_options, limits_of, tools_of
from tornfolio.support.counting import number_of
from tornfolio.support.errors import BadInput, TornfolioError
from tornfolio.support.files import is_folder

if TYPE_CHECKING:
    from tornfolio.check.watch import Look
    from tornfolio.model.folders import Model
    from tornfolio.model.scenario import Scenario

__all__ = ["watch"]

_SUFFIXES = (".tla", ".toml")


@click.command(epilog=HELP)
@click.argument("scenario")
@click.option(
    "--property",
    "properties",
    multiple=True,
    help="Check only this property; may be given several times.",
)
@click.option(
    "--looks", type=click.IntRange(1), help="End after this many checks; by default never."
)
@click.option(
    "--sweep", is_flag=True, help="Decide a grid each time; --set then takes several values."
)
@check_options
def watch(
    scenario: str,
    properties: tuple[str, ...],
    looks: int | None,
    sweep: bool,
    **options: Any,
) -> ExitStatus:
    """Check a scenario again whenever its model changes.

    SCENARIO is a name from `tornfolio list`, or the path of a scenario file (.toml). The JVM keeps
    running between the checks. A property whose formula has changed is decided first, otherwise the
    scenario's own. A mistake in the model is shown, and watching goes on. Ctrl-C ends it. After
    --looks the last check decides the exit status.

    \b
    Example:  tornfolio watch writer-young --spec-dir mine
    """
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.changes import changes
    from tornfolio.support.paths import runs_dir

    places = list(options["model"].folders)
    # A mistake at the beginning is one in the command line as often as in a file.
    if sweep:
        from tornfolio.explore.grid import make_grid

        make_grid(scenario, options["settings"], properties, options["model"])
        file = Path(scenario) if scenario.endswith(".toml") else None
    else:
        from tornfolio.model.render import render

        loaded = load_scenario(scenario, options["settings"], options["model"])
        render(loaded, remember=True).select(properties)
        file = loaded.file
    tools_of(options)
    if file is not None and not any(file.is_relative_to(place) for place in places):
        places.append(file)
    beats = changes(places, _SUFFIXES, without=runs_dir(options["runs"]))
    found = _limited(chain([next(beats)], beats), looks)
    note(f"watching {', '.join(map(str, places))}; Ctrl-C ends it")
    return (_sweeps if sweep else _checks)(scenario, properties, found, options)


def _limited(found: Iterator[tuple[Path, ...]], looks: int | None) -> Iterator[tuple[Path, ...]]:
    """The changes of so many looks, of which the first is at none."""
    made = 1
    for changed in found:
        made += bool(changed)
        yield changed
        if looks is not None and made >= looks:
            return


def _checks(
    scenario: str,
    properties: Sequence[str],
    found: Iterator[tuple[Path, ...]],
    options: dict[str, Any],
) -> ExitStatus:
    """Show each look; what the last one was decides the status."""
    from tornfolio.check.warm import Warm
    from tornfolio.check.watch import watch as looks
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.paths import runs_dir

    def load() -> Scenario:
        _check_there(options["model"])
        return load_scenario(scenario, options["settings"], options["model"])

    status = ExitStatus.HOLDS

    def show(look: Look) -> None:
        nonlocal status
        _show(look)
        status = _status(look, status)

    with Warm(tools_of(options), limits_of(options), runs_dir(options["runs"])) as warm:
        looks(load, properties, found, warm, show)
    return status


def _status(look: Look, before: ExitStatus) -> ExitStatus:
    """The exit status of a look; a spec that is as it was has that of the look before."""
    if look.error is not None:
        return of_error(look.error)
    if look.verdict is None:
        return before
    return of_words(look.verdict.words)


def _check_there(model: Model) -> None:
    """Raise BadInput if the user's own folder is gone: ours alone is another model."""
    if model.own is not None and not is_folder(model.own):
        raise BadInput(f"{model.own} is not a folder any more", "put it back")


def _show(look: Look) -> None:
    from tornfolio.cli.console import show, text_width
    from tornfolio.views.verdict_lines import verdict_lines

    _show_changed(look.changed)
    if look.error is not None:
        note(str(look.error))
    elif look.verdict is None:
        note("the spec is as it was")
    else:
        show(verdict_lines(look.verdict, width=text_width(None)))


def _sweeps(
    scenario: str,
    properties: Sequence[str],
    found: Iterator[tuple[Path, ...]],
    options: dict[str, Any],
) -> ExitStatus:
    """Show a grid at each change; the last one decides the status."""
    from tornfolio.cli.console import show
    from tornfolio.explore.grid import make_grid
    from tornfolio.explore.sweep import run_sweep
    from tornfolio.views.sweep_lines import sweep_lines

    status: ExitStatus | None = None
    for changed in found:
        if status is not None and not changed:
            continue
        _show_changed(changed)
        try:
            _check_there(options["model"])
            grid = make_grid(scenario, options["settings"], tuple(properties), options["model"])
            with deciding(f"TLC decides {number_of(len(grid.points), 'point')}:", options) as tlc:
                report = run_sweep(grid, tlc, decided=decided_of(options, tlc))
            show(sweep_lines(report))
            status = of_words(report.words)
        except TornfolioError as error:
            note(str(error))
            status = of_error(error)
    return ExitStatus.HOLDS if status is None else status


def _show_changed(changed: Sequence[Path]) -> None:
    if changed:
        note(f"changed: {', '.join(map(str, changed))}")
