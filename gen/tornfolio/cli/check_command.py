"""The commands that check a scenario: check, and the demonstration of the race."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.exit_status import HELP, ExitStatus, of_words, worst
from tornfolio.cli.formats import format_of
from tornfolio.cli.options import (
    PathType,
    check_options,
    condition_option,
    json_option,
    limits_of,
    runs_option,
    scenario_argument,
    tool_options,
    tools_of,
    unfold_option,
    width_option,
    write_json,
)
from tornfolio.cli.worker_command import distributed_options, machines_of
from tornfolio.support.errors import BadInput, ToolFailed

if TYPE_CHECKING:
    from tornfolio.check.verdict import Verdict
    from tornfolio.model.scenario import Scenario
    from tornfolio.tlc.toolchain import Toolchain
    from tornfolio.trace.trace import Trace

__all__ = ["check", "checked", "demo", "say_if_elsewhere"]


@click.command(epilog=HELP)
@scenario_argument
@click.option(
    "--property",
    "properties",
    multiple=True,
    help="Check only this property; may be given several times.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say how each search was run.")
@click.option(
    "--second-jar", type=PathType(), help="Decide again with this tla2tools.jar, and compare."
)
@check_options
@distributed_options
@condition_option
@unfold_option
@width_option
@json_option
def check(
    scenario: str,
    properties: tuple[str, ...],
    verbose: bool,
    second_jar: Path | None,
    condition: str | None,
    unfold: bool,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Check a scenario with TLC, property by property.

    SCENARIO is a name from `tornfolio list`, or the path of a scenario file (.toml).

    \b
    Example:  tornfolio check torn-pte0 --set nr_pages=16 --set ttu=TTU_SYNC
    """
    from tornfolio.model.given_condition import with_condition
    from tornfolio.model.scenario import load_scenario

    loaded = load_scenario(scenario, options["settings"], options["model"])
    loaded = with_condition(loaded, condition, properties[0] if len(properties) == 1 else None)
    tools = tools_of(options)
    second = _second_tools(second_jar, tools, options) if second_jar else None
    verdict = checked(loaded, properties, options, tools)
    words: list[str] = list(verdict.words)
    if second is not None:
        other = checked(loaded, properties, options, second)
        verdict = _with_second(verdict, other, second.jar.path, tools)
        words += other.words
    if as_json:
        write_json(verdict.to_json())
    else:
        from tornfolio.cli.console import show, text_width
        from tornfolio.views.verdict_lines import verdict_lines

        columns = text_width(width)
        show(verdict_lines(verdict, unfold=unfold, verbose=verbose, width=columns))
    if condition and verdict.trace is not None:
        say_if_elsewhere(verdict.trace)
    _make_archive(verdict, tools)
    if verdict.second and verdict.second.differences:
        raise ToolFailed(
            f"{verdict.tlc_version} and {verdict.second.answer.in_words} differ: "
            + "; ".join(verdict.second.differences),
            "one of them is wrong; believe neither before you know which",
        )
    return of_words(words)


def say_if_elsewhere(trace: Trace) -> None:
    """Say that a counterexample does not end in the condition that was asked for."""
    from tornfolio.cli.console import note

    if trace.condition is None:
        note(f"no counterexample to {trace.property} ends in the condition: this one does not")


def _second_tools(jar: Path, tools: Toolchain, options: dict[str, Any]) -> Toolchain:
    from tornfolio.tlc.toolchain import second_toolchain

    if options.get("distributed"):
        raise BadInput(
            "--second-jar does not go with --distributed: the workers have one jar",
            "check with one of them",
        )
    return second_toolchain(tools, jar)


def _with_second(verdict: Verdict, other: Verdict, jar: Path, tools: Toolchain) -> Verdict:
    """The first TLC's verdict with what the second one says, and keep it so."""
    from tornfolio.check.run_store import store
    from tornfolio.check.second import Answer, compared

    def answer(said: Verdict, path: Path) -> Answer:
        # Only a search of all states makes a property hold, and has a count to compare.
        distinct = said.counts.distinct if said.counts and "holds" in said.words else None
        words = {each.property.name: each.verdict for each in said.properties}
        return Answer(str(path), said.tlc_version, words, distinct)

    first = answer(verdict, tools.jar.path)
    verdict = dataclasses.replace(verdict, second=compared(first, answer(other, jar)))
    store(verdict)
    return verdict


@click.command(epilog=HELP)
@click.option(
    "-o",
    "output",
    type=PathType(),
    default=Path("torn-pte0.svg"),
    help="The picture to write; torn-pte0.svg by default.",
)
@tool_options
@runs_option
def demo(output: Path, **options: Any) -> ExitStatus:
    """Check the seed scenario without and with TTU_SYNC, and draw it.

    The exit status is 0 if TLC finds the folio torn without TTU_SYNC and whole with it.
    """
    from tornfolio.cli.console import show, text_width, write, write_lines
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.files import try_files, write_file
    from tornfolio.views.verdict_lines import verdict_lines

    picture_format = format_of(None, output, ("svg", "png", "pdf", "html"), "svg")
    try_files(output, inputs=options["model"].inputs)
    options |= {"timeout": None, "memory": None, "max_states": None, "workers": None}
    torn = checked(load_scenario("torn-pte0", (), options["model"]), (), options, clear=True)
    show(verdict_lines(torn, width=text_width(None)))
    write("\n")
    whole = checked(load_scenario("torn-pte0", ["ttu=TTU_SYNC"], options["model"]), (), options)
    show(verdict_lines(whole, width=text_width(None)))
    write("\n")
    if torn.trace is not None:
        from tornfolio.views.export import trace_bytes

        write_file(output, trace_bytes(torn.trace, picture_format))
        write_lines(f"The picture of the torn folio: {output.absolute()}")
    if (torn.verdict, whole.verdict) == ("violated", "holds"):
        return ExitStatus.HOLDS
    # Something is not as the demonstration wants it; it may be no more than a limit.
    return worst([ExitStatus.VIOLATED, *map(of_words, (torn.words, whole.words))])


def checked(
    scenario: Scenario,
    properties: Sequence[str],
    options: dict[str, Any],
    tools: Toolchain | None = None,
    *,
    clear: bool = False,
) -> Verdict:
    """Check a scenario as the options of a command ask for it, with progress in the terminal.

    `tools` take the place of those that the options name; `clear` asks for the clearest of the
    shortest counterexamples.
    """
    from tornfolio.check.check import check as run_check
    from tornfolio.cli.console import progress_shown
    from tornfolio.support.paths import runs_dir

    with (
        machines_of(options) as machines,
        progress_shown(f"TLC checks {scenario.name}:") as report,
    ):
        return run_check(
            scenario,
            tools=tools or tools_of(options),
            runs=runs_dir(options["runs"]),
            properties=properties,
            limits=limits_of(options),
            on_progress=report,
            machines=machines,
            clear=clear,
        )


def _make_archive(verdict: Verdict, tools: Toolchain) -> None:
    """Make the archive of classes with which later checks start faster, if there is none.

    The verdict has been shown, and shows that the tools work; nothing here changes it.
    """
    if tools.archive is not None or verdict.verdict == "undecided":
        return
    from tornfolio.cli.console import progress_shown
    from tornfolio.tlc.class_archive import with_archive

    title = "Once for this Java and this jar, an archive is made with which checks start faster"
    with contextlib.suppress(KeyboardInterrupt), progress_shown(title):
        with_archive(tools)
