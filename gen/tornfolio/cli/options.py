"""The options that several commands share, and the types of their values."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tornfolio.model.folders import Model
    from tornfolio.tlc.argv import Limits
    from tornfolio.tlc.toolchain import Toolchain

__all__ = [
    "PathType",
    "check_options",
    "choices_option",
    "condition_option",
    "files_of",
    "graph_options",
    "json_option",
    "limit_options",
    "limits_of",
    "new_spec_dir_option",
    "points_options",
    "resume_options",
    "runs_option",
    "scenario_argument",
    "seconds",
    "settings_option",
    "spec_dir_option",
    "tool_options",
    "tools_of",
    "unfold_option",
    "write_json",
]

# Some GiB of a dump on the disk at most; nobody looks at so many.
_MOST_STATES = 500_000

_Command = TypeVar("_Command", bound=Callable[..., Any])


class PathType(click.Path):
    """A path as an option's value; an empty one is a mistake, not the current folder."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Make a Path of an option's text."""
        if value == "":
            self.fail("the path is empty", param, ctx)
        try:
            return super().convert(value, param, ctx)
        except ValueError as error:
            self.fail(f"{value!r} is no path: {error}", param, ctx)


class _Seconds(click.FloatRange):
    """A time limit: a positive number of seconds."""

    def __init__(self) -> None:
        super().__init__(0, 1e9, min_open=True)

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Make a number of an option's text."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value} is no number of seconds", param, ctx)
        return seconds


json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON to standard output.")
width_option = click.option(
    "--width",
    type=click.IntRange(40, 1000),
    help="Fold text at this width; by default the terminal's width, or 72 without a terminal.",
)
unfold_option = click.option("--unfold", is_flag=True, help="Show every step of every loop.")
choices_option = click.option(
    "--choices", is_flag=True, help="Ask TLC which steps were possible instead of each step."
)
runs_option = click.option("--runs", type=PathType(), help="The folder for run folders.")
settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a parameter of the scenario; may be given several times.",
)


def _model(context: click.Context, parameter: click.Parameter, value: Path | None) -> Model:
    from tornfolio.model.folders import find_model

    return find_model(value)


def _begun_model(context: click.Context, parameter: click.Parameter, value: Path | None) -> Model:
    """The model of a folder that is made if it is not there."""
    from tornfolio.model.folders import find_model

    return find_model(value, absent=True)


def _scenarios(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The names of our scenarios that a shell completes."""
    from tornfolio.model.scenario import scenario_names

    return [name for name in scenario_names() if name.startswith(begun)]


scenario_argument = click.argument("scenario", shell_complete=_scenarios)
condition_option = click.option(
    "--condition",
    metavar="FORMULA",
    help="The condition on final states: a name, or a formula of TLA+.",
)


def _spec_dir_option(
    callback: Callable[[click.Context, click.Parameter, Path | None], Model], about: str
) -> Callable[[_Command], _Command]:
    return click.option(
        "--spec-dir", "model", type=PathType(), is_eager=True, callback=callback, help=about
    )


spec_dir_option = _spec_dir_option(
    _model, "The folder of a model of your own, which adds to tornfolio's."
)
new_spec_dir_option = _spec_dir_option(
    _begun_model, "The folder of a model of your own; it is made if it is not there."
)


def tool_options(command: _Command) -> _Command:
    """Add the options that name a user's own tools and model."""
    for option in (
        spec_dir_option,
        click.option("--java", type=PathType(), help="The Java program to use."),
        click.option("--jar", type=PathType(), help="The tla2tools.jar to use."),
    ):
        command = option(command)
    return command


def points_options(command: _Command) -> _Command:
    """Add the options of a command that decides many points: --jobs, --budget, --no-cache."""
    for option in (
        click.option("--no-cache", is_flag=True, help="Decide again what was decided before."),
        click.option(
            "--budget", type=_Seconds(), help="Limit the time of all points together, in seconds."
        ),
        click.option(
            "--jobs",
            type=click.IntRange(1, 512),
            help="Decide N points at a time; one per processor by default.",
        ),
    ):
        command = option(command)
    return command


def _search_options(command: _Command) -> _Command:
    for option in (
        click.option(
            "--memory", type=click.IntRange(2, 1 << 24), help="The heap of the JVM, in MiB."
        ),
        click.option("--timeout", type=_Seconds(), help="Stop after this many seconds."),
    ):
        command = option(command)
    return command


def _max_states_option(command: _Command) -> _Command:
    option = click.option(
        "--max-states", type=click.IntRange(1), help="Stop after this many distinct states."
    )
    return option(command)


def limit_options(command: _Command) -> _Command:
    """Add the options that limit what TLC may use."""
    for option in (
        _max_states_option,
        _search_options,
        click.option(
            "--workers",
            type=click.IntRange(1, 512),
            help="The number of TLC's worker threads; by default chosen for each search.",
        ),
    ):
        command = option(command)
    return command


def check_options(command: _Command) -> _Command:
    """Add the options of a command that checks a scenario."""
    for option in (runs_option, limit_options, tool_options, settings_option):
        command = option(command)
    return command


def resume_options(command: _Command) -> _Command:
    """Add the options of a command that goes on with a check; its workers stay as they are."""
    for option in (runs_option, _max_states_option, _search_options, tool_options):
        command = option(command)
    return command


def graph_options(command: _Command) -> _Command:
    """Add the options of a command that keeps all states; one worker is all that it can use."""
    states = click.option(
        "--max-states",
        type=click.IntRange(1),
        default=_MOST_STATES,
        show_default=True,
        help="Stop after this many distinct states.",
    )
    for option in (runs_option, states, _search_options, tool_options, settings_option):
        command = option(command)
    return command


def limits_of(options: Mapping[str, Any]) -> Limits:
    """The limits that the options of a command that checks a scenario ask for."""
    from tornfolio.tlc.argv import Limits

    return Limits(
        workers=options.get("workers"),
        timeout=options["timeout"],
        memory=options["memory"],
        max_states=options["max_states"],
    )


def tools_of(options: Mapping[str, Any]) -> Toolchain:
    """Find the tools that the options of a command name.

    An archive of classes that was damaged is thrown away, and that is said.
    """
    from tornfolio.tlc.toolchain import find_toolchain

    tools = find_toolchain(options["java"], options["jar"])
    if tools.damaged is not None:
        from tornfolio.cli.console import note
        from tornfolio.tlc.archive_seal import throw_away

        throw_away(tools.damaged)
        note(
            f"tornfolio: the archive of classes {tools.damaged} was damaged and is thrown away; "
            "the next check makes it anew"
        )
    return tools


def files_of(scenarios: Iterable[str]) -> set[Path]:
    """The files of the scenarios that are given by a path, and not by a name."""
    return {Path(text) for text in scenarios if text.endswith(".toml")}


def write_json(value: object, file: Path | None = None) -> None:
    """Write a value as JSON to a file, or to standard output."""
    from tornfolio.cli.console import write
    from tornfolio.support.files import write_file

    text = json.dumps(value, indent=2) + "\n"
    if file is None:
        write(text)
    else:
        write_file(file, text.encode())


def seconds() -> click.FloatRange:
    """The type of an option that is a time limit."""
    return _Seconds()
