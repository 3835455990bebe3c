"""The command line: reads options, calls the library, shows what it gives."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tornfolio import __version__
from tornfolio.cli.elsewhere import ELSEWHERE
from tornfolio.cli.exit_status import HELP, ExitStatus, of_error
from tornfolio.cli.interrupts import ignore_signals, interrupt_on_signals
from tornfolio.cli.options import (
    json_option,
    spec_dir_option,
    tool_options,
    width_option,
    write_json,
)
from tornfolio.cli.streams import flush, ready
from tornfolio.support.errors import TornfolioError
from tornfolio.support.naming import printable, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tornfolio.model.folders import Model
    from tornfolio.model.scenario import Scenario

__all__ = ["cli", "main"]


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit, with one sentence on standard error if something is wrong.

    Whatever nobody foresaw ends with the status of a tool that failed, never with a verdict's.
    """
    try:
        ready()
        interrupt_on_signals()
        status = int(cli.main(args=argv, prog_name="tornfolio", standalone_mode=False) or 0)
    except BaseException as error:
        status = int(_told(error))
    reason = flush()
    if reason and status in (ExitStatus.HOLDS, ExitStatus.VIOLATED, ExitStatus.UNDECIDED):
        status = ExitStatus.TOOL_FAILED
        _say(f"standard output cannot be written: {reason}")
    sys.exit(int(status))


def _told(error: BaseException) -> ExitStatus:
    """Say what has ended a command, in one sentence, and give its status."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            _say("no command was given; 'tornfolio --help' lists them")
            return ExitStatus.BAD_INPUT
        case click.ClickException():
            # click's own complaints (a missing argument, an unknown option) are bad input too.
            _say(error.format_message())
            return ExitStatus.BAD_INPUT
        case click.Abort() | KeyboardInterrupt():
            ignore_signals()
            _say("interrupted")
            return ExitStatus.INTERRUPTED
        case TornfolioError():
            _show_behaviour(error)
            _say(str(error))
            return of_error(error)
        case SystemExit():
            # click ends with 1, which is a verdict here, when nobody reads its help any more;
            # nothing else below main() exits.
            return ExitStatus.HOLDS
    from tornfolio.support.crashes import keep_crash

    details = keep_crash(error, sys.argv[1:])
    where = f"the details are in {details}" if details else "the details could not be kept"
    _say(f"{_unforeseen(error)}; {where}")
    return ExitStatus.TOOL_FAILED


def _unforeseen(error: BaseException) -> str:
    """Say what an error means that no command has foreseen."""
    match error:
        case MemoryError():
            return "this process has no memory left"
        case OSError(strerror=str()):
            where = f"{shown(str(error.filename))}: " if error.filename else ""
            return f"the system refused something: {where}{error.strerror}"
        case RuntimeError() if "new thread" in str(error):
            return "the system lets this user start no more threads; see 'ulimit -u'"
    return f"a fault of tornfolio itself: {type(error).__name__}: {shown(str(error))}"


def _show_behaviour(error: TornfolioError) -> None:
    """Write to standard error the behaviour that led to what cannot be evaluated, if one did."""
    if not hasattr(error, "result"):
        return  # most errors need nothing of what is imported here
    from tornfolio.cli.console import note, text_width
    from tornfolio.tlc.result import NotEvaluated
    from tornfolio.trace.build import build_way
    from tornfolio.views.trace_text import trace_lines

    with contextlib.suppress(TornfolioError):
        assert isinstance(error, NotEvaluated)
        for line in trace_lines(build_way(error.result), width=text_width(None)):
            note("".join(span.text for span in line))


def _say(sentence: str) -> None:
    """Write one sentence to standard error, on one line, if that can be written."""
    from tornfolio.cli.console import note

    note(f"tornfolio: {printable(' '.join(sentence.split()))}")


class _Commands(click.Group):
    """The commands of this module and those elsewhere."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, None if there is none of that name."""
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"tornfolio.cli.{ELSEWHERE[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of the commands, without importing them."""
        others = {name: click.Command(name, help=text) for name, (_, text) in ELSEWHERE.items()}
        click.Group(commands={**self.commands, **others}).format_commands(ctx, formatter)


def _version(context: click.Context) -> None:
    """Say which version this is, with --verbose of what else it consists, and exit."""
    from tornfolio.cli.console import write_lines

    write_lines(f"tornfolio, version {__version__}")
    if context.meta["verbose"]:
        from tornfolio.cli.doctor import versions

        write_lines(*versions())
    context.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=HELP)
@click.option(
    "--verbose",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _, value: context.meta.update(verbose=value),
    help="With --version: show the tools and the system too.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=lambda context, _, value: _version(context) if value else None,
    help="Show the version and exit.",
)
def cli() -> None:
    """Check the race between reclaim and break-before-make on a large folio, with TLC.

    Reclaim unmaps a large folio PTE by PTE. Without TTU_SYNC the walk can step over PTEs that
    another CPU has cleared for a moment: PTE0 stays present while later PTEs become swap entries.
    A torn folio is a benign inconsistency with a cost; it is not memory corruption.

    \b
    Begin with:  tornfolio demo
    Then:        tornfolio check torn-pte0 --set nr_pages=16 --set ttu=TTU_SYNC
    """


@cli.command("list", epilog=HELP)
@spec_dir_option
@width_option
@json_option
def list_command(model: Model, width: int | None, as_json: bool) -> None:
    """List the scenarios: what each asks, and its parameters."""
    from tornfolio.model.parameter_table import PARAMETERS
    from tornfolio.model.scenario import Scenarios, scenario_names
    from tornfolio.views.spans import Line, Span

    known = Scenarios(model)
    scenarios = [known.load(name) for name in scenario_names(model)]
    if as_json:
        found = [_scenario_json(scenario) for scenario in scenarios]
        write_json({"model": model.in_words, "scenarios": found})
        return
    lines: list[Line] = []
    for scenario in scenarios:
        lines += [
            (Span(scenario.name, "head"),),
            (Span(f"    {scenario.one_line}"),),
            (Span(f"    {scenario.parameters.in_words()}", "faint"),),
        ]
    lines += [(), (Span("Parameters for --set:", "head"),)]
    width_of_names = max(map(len, PARAMETERS)) + 2
    lines += [(Span(f"    {p.name:<{width_of_names}}{p.about}"),) for p in PARAMETERS.values()]
    lines += [(Span(f"model: {_in_words(model)}", "faint"),)]
    _show(lines, width)


@cli.command(epilog=HELP)
@tool_options
@width_option
@json_option
def doctor(
    model: Model, java: Path | None, jar: Path | None, width: int | None, as_json: bool
) -> ExitStatus:
    """List the tools: their places, their versions, what to fix."""
    from tornfolio.cli.doctor import examine
    from tornfolio.views.spans import Line, Span

    findings = examine(java, jar)
    if as_json:
        tried = [finding.to_json() for finding in findings]
        write_json({"model": model.in_words, "tools": tried})
    else:
        lines: list[Line] = []
        for found in findings:
            word = Span("  bad ", "alarm") if found.problem else Span("  ok  ", "good")
            lines.append((word, Span(f"{found.name:<14} {found.version or found.problem}")))
            details = (found.path, f"from {found.origin}" if found.origin else "")
            sha256 = f"sha256 {found.sha256}" if found.sha256 else ""
            mend = f"to mend it: {found.mend}" if found.mend else ""
            for detail in (f"needed for: {found.needed_for}", *details, sha256, found.note, mend):
                if detail:
                    lines.append((Span(f"{'':21}{detail}", "faint"),))
        lines.append((Span(f"model: {_in_words(model)}", "faint"),))
        _show(lines, width)
    bad = any(finding.problem for finding in findings)
    return ExitStatus.TOOL_MISSING if bad else ExitStatus.HOLDS


def _scenario_json(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "intent": scenario.one_line,
        "source": scenario.source,
        "property": scenario.property_name,
        "condition": scenario.condition,
        "expect": dict(scenario.required),
        "parameters": scenario.parameters.to_json(),
    }


def _in_words(model: Model) -> str:
    """Name a model, and what of ours it replaces; ours is named without loading what looks."""
    if model.own is None:
        return model.in_words
    from tornfolio.model.replaced import model_in_words

    return model_in_words(model)


def _show(lines: Sequence[Any], width: int | None) -> None:
    from tornfolio.cli.console import show_folded

    show_folded(lines, width)
