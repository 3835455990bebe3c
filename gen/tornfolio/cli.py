"""The command line: reads options, calls the library, shows what it gives."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tornfolio import __version__
from tornfolio.bench_command import bench
from tornfolio.commands import bless, claims, graph, labels, mutate, outcomes
from tornfolio.errors import BadInput, TornfolioError
from tornfolio.exit_status import HELP, ExitStatus, of_error, of_verdict
from tornfolio.export import CHOICES_FORMATS, TEXT_FORMATS, TRACE_FORMATS, page_bytes, trace_bytes
from tornfolio.gate_command import gate
from tornfolio.new_command import new
from tornfolio.options import (
    PathType,
    check_options,
    choices_option,
    json_option,
    limits_of,
    runs_option,
    settings_option,
    spec_dir_option,
    tool_options,
    unfold_option,
    write_json,
)
from tornfolio.sweep_command import sweep

if TYPE_CHECKING:
    from tornfolio.scenario import Scenario
    from tornfolio.trace import Trace
    from tornfolio.verdict import Verdict

__all__ = ["cli", "main"]


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit, with one sentence on standard error if something is wrong."""
    _interrupt_on_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = cli.main(args=argv, prog_name="tornfolio", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError:
        click.echo("tornfolio: no command was given; 'tornfolio --help' lists them", err=True)
        status = ExitStatus.BAD_INPUT
    except click.ClickException as error:
        # click's own complaints (a missing argument, an unknown option) are bad input too.
        click.echo(f"tornfolio: {error.format_message()}", err=True)
        status = ExitStatus.BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("tornfolio: interrupted", err=True)
        status = ExitStatus.INTERRUPTED
    except TornfolioError as error:
        click.echo(f"tornfolio: {error}", err=True)
        status = of_error(error)
    except SystemExit:
        # click ends with 1, which is a verdict here, when nobody reads its help any more; nothing
        # else below main() exits.
        status = ExitStatus.HOLDS
    sys.exit(int(status or 0))


def _interrupt_on_signals() -> None:
    """Let a request to end, or the end of the terminal, end a check as Ctrl-C does."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=HELP)
@click.version_option(__version__, prog_name="tornfolio")
def cli() -> None:
    """Check the race between reclaim and break-before-make on a large folio, with TLC.

    Reclaim unmaps a large folio PTE by PTE. Without TTU_SYNC the walk can step over PTEs that
    another CPU has cleared for a moment: PTE0 stays present while later PTEs become swap entries.
    A torn folio is a benign inconsistency with a cost; it is not memory corruption.

    \b
    Begin with:  tornfolio demo
    Then:        tornfolio check torn-pte0 --set nr_pages=16 --set ttu=TTU_SYNC
    """


for command in (outcomes, graph, claims, mutate, labels, bless, gate, sweep, bench, new):
    cli.add_command(command)


@cli.command("list", epilog=HELP)
@spec_dir_option
@json_option
def list_command(as_json: bool) -> None:
    """List the scenarios: what each asks, and its parameters."""
    from tornfolio.parameters import PARAMETERS
    from tornfolio.scenario import load_scenario, scenario_names
    from tornfolio.text import Line, Span

    scenarios = [load_scenario(name) for name in scenario_names()]
    if as_json:
        write_json({"scenarios": [_scenario_json(scenario) for scenario in scenarios]})
        return
    lines: list[Line] = []
    for scenario in scenarios:
        lines += [
            (Span(scenario.name, "head"),),
            (Span(f"    {scenario.one_line}"),),
            (Span(f"    {scenario.parameters.in_words()}", "faint"),),
        ]
    lines += [(), (Span("Parameters for --set:", "head"),)]
    lines += [(Span(f"    {p.name:<10}{p.about}"),) for p in PARAMETERS.values()]
    _show(lines)


@cli.command(epilog=HELP)
@click.argument("scenario")
@click.option("-o", "folder", type=PathType(), default=Path(), help="Where to.")
@click.option("--force", is_flag=True, help="Write over files that have other content.")
@settings_option
@tool_options
def gen(
    scenario: str,
    folder: Path,
    force: bool,
    settings: tuple[str, ...],
    java: Path | None,
    jar: Path | None,
) -> None:
    """Write a scenario's .tla, translated, and its .cfg files.

    \b
    Example:  tornfolio gen torn-pte0 --set nr_pages=8 -o specs
    """
    from tornfolio.console import write
    from tornfolio.generate import generate
    from tornfolio.scenario import load_scenario
    from tornfolio.toolchain import find_toolchain

    loaded = load_scenario(scenario, settings)
    for path in generate(loaded, find_toolchain(java, jar), folder, force=force):
        write(f"{path}\n")


@cli.command(epilog=HELP)
@click.argument("scenario")
@click.option("--property", "properties", multiple=True, help="Check this one; several allowed.")
@check_options
@unfold_option
@json_option
def check(
    scenario: str, properties: tuple[str, ...], unfold: bool, as_json: bool, **options: Any
) -> ExitStatus:
    """Check a scenario with TLC: property by property, with the counterexample.

    SCENARIO is a name from `tornfolio list`, or the path of a scenario file (.toml).

    \b
    Example:  tornfolio check torn-pte0 --set nr_pages=16 --set ttu=TTU_SYNC
    """
    from tornfolio.report import verdict_lines
    from tornfolio.scenario import load_scenario

    verdict = _check(load_scenario(scenario, options["settings"]), properties, options)
    if as_json:
        write_json(verdict.to_json())
    else:
        _show(verdict_lines(verdict, unfold=unfold))
    return of_verdict(verdict.verdict)


@cli.command(epilog=HELP)
@click.argument("names", nargs=-1, required=True, metavar="SCENARIO|RUN...")
@click.option("-f", "--format", "trace_format", type=click.Choice(TRACE_FORMATS), default="txt")
@click.option("-o", "output", type=PathType(), help="The file to write.")
@click.option("--property", "prop", help="The violated property; the scenario's own by default.")
@check_options
@choices_option
@unfold_option
def trace(
    names: tuple[str, ...],
    trace_format: str,
    output: Path | None,
    prop: str | None,
    unfold: bool,
    choices: bool,
    **options: Any,
) -> ExitStatus:
    """Write the counterexample of a scenario, or of an earlier run, as a picture or as text.

    A scenario is checked for this; RUN is the name or path of a run folder. Several of them make
    one page with -f html; what has no counterexample is left out.

    \b
    Example:  tornfolio trace torn-pte0 -f svg -o torn.svg
    """
    if len(names) > 1 and trace_format != "html":
        raise BadInput(
            f"-f {trace_format} shows one counterexample, not {len(names)}",
            "add -f html -o page.html for one page of all, or name one",
        )
    if output is None and trace_format not in TEXT_FORMATS:
        raise BadInput(f"-f {trace_format} needs a file", f"add -o torn.{trace_format}")
    if choices and trace_format not in CHOICES_FORMATS:
        raise BadInput(
            f"-f {trace_format} has no place for --choices", f"use {', '.join(CHOICES_FORMATS)}"
        )
    from tornfolio.runs import module_text

    traces: list[Trace] = []
    sources: list[str | None] = []
    statuses = {ExitStatus.HOLDS}
    for target in [_target(name, options) for name in names]:
        found = _find_trace(target, prop, options)
        if isinstance(found, ExitStatus):
            statuses.add(found)
            continue
        shown, folder = found
        traces.append(_with_choices(shown, folder, options) if choices else shown)
        sources.append(module_text(folder, shown))
    if not traces:
        return max(statuses)
    if len(traces) > 1:
        data = page_bytes(traces, sources, unfold=unfold)
        said = f"{len(traces)} counterexamples"
    else:
        data = trace_bytes(traces[0], trace_format, unfold=unfold, source=sources[0])
        said = f"{traces[0].property} is violated"
    if output is None:
        from tornfolio.console import write

        write(data.decode())
    else:
        from tornfolio.files import write_file

        write_file(output, data)
        click.echo(f"{said}: {output}", err=True)
    return ExitStatus.VIOLATED


@cli.command(epilog=HELP)
@tool_options
@json_option
def doctor(java: Path | None, jar: Path | None, as_json: bool) -> ExitStatus:
    """List the tools: where each was found, its version, and how to mend what is missing."""
    from tornfolio.doctor import examine
    from tornfolio.text import Line, Span

    findings = examine(java, jar)
    if as_json:
        write_json({"tools": [finding.to_json() for finding in findings]})
    else:
        lines: list[Line] = []
        for found in findings:
            word = Span("  bad ", "alarm") if found.problem else Span("  ok  ", "good")
            lines.append((word, Span(f"{found.name:<14} {found.version or found.problem}")))
            details = (found.path, f"from {found.origin}" if found.origin else "")
            sha256 = f"sha256 {found.sha256}" if found.sha256 else ""
            mend = f"to mend it: {found.mend}" if found.mend else ""
            for detail in (f"needed for: {found.needed_for}", *details, sha256, mend):
                if detail:
                    lines.append((Span(f"{'':21}{detail}", "faint"),))
        _show(lines)
    bad = any(finding.problem for finding in findings)
    return ExitStatus.TOOL_MISSING if bad else ExitStatus.HOLDS


@cli.command(epilog=HELP)
@click.option("-o", "output", type=PathType(), default=Path("torn-pte0.svg"))
@tool_options
@runs_option
def demo(output: Path, **options: Any) -> ExitStatus:
    """Check the seed scenario without and with TTU_SYNC, and draw the torn folio.

    The exit status is 0 if TLC finds the folio torn without TTU_SYNC and whole with it.
    """
    from tornfolio.report import verdict_lines
    from tornfolio.scenario import load_scenario

    options |= {"timeout": None, "memory": None, "max_states": None, "workers": 1}
    torn = _check(load_scenario("torn-pte0"), (), options)
    _show(verdict_lines(torn))
    click.echo()
    whole = _check(load_scenario("torn-pte0", ["ttu=TTU_SYNC"]), (), options)
    _show(verdict_lines(whole))
    click.echo()
    if torn.trace is not None:
        from tornfolio.files import write_file

        write_file(output, trace_bytes(torn.trace, "svg"))
        click.echo(f"The picture of the torn folio: {output.absolute()}")
    if (torn.verdict, whole.verdict) == ("violated", "holds"):
        return ExitStatus.HOLDS
    return (
        ExitStatus.UNDECIDED
        if "undecided" in (torn.verdict, whole.verdict)
        else ExitStatus.VIOLATED
    )


def _check(scenario: Scenario, properties: Sequence[str], options: dict[str, Any]) -> Verdict:
    from tornfolio.check import check as run_check
    from tornfolio.console import progress_shown
    from tornfolio.paths import runs_dir
    from tornfolio.toolchain import find_toolchain

    with progress_shown(f"TLC checks {scenario.name}:") as report:
        return run_check(
            scenario,
            tools=find_toolchain(options["java"], options["jar"]),
            runs=runs_dir(options["runs"]),
            properties=properties,
            limits=limits_of(options),
            on_progress=report,
        )


def _target(name: str, options: dict[str, Any]) -> Path | Scenario:
    """Give the run folder or the scenario that a name stands for."""
    from tornfolio.paths import runs_dir
    from tornfolio.runs import find_run
    from tornfolio.scenario import load_scenario

    run = find_run(runs_dir(options["runs"]), name)
    if run is not None and options["settings"]:
        raise BadInput("--set cannot change a run that is over", "name its scenario instead")
    return run or load_scenario(name, options["settings"])


def _find_trace(
    target: Path | Scenario, prop: str | None, options: dict[str, Any]
) -> tuple[Trace, Path] | ExitStatus:
    """Give the trace of a run or of a scenario, and its run folder.

    If there is no trace, say why and give the status.
    """
    from tornfolio.runs import load_run

    if isinstance(target, Path):
        stored = load_run(target, prop)
        word, found, folder = stored.verdict, stored.trace, target
        asked = f"{prop or 'what was checked'} in run {target.name}"
    else:
        verdict = _check(target, (prop or target.property_name,), options)
        word, found, folder = verdict.verdict, verdict.trace, verdict.folder
        asked = f"{target.name}: {prop or target.property_name}"
    if found is None:
        what = "holds" if word == "holds" else "is not decided"
        click.echo(f"{asked} {what}, there is no counterexample", err=True)
        return of_verdict(word)
    return found, folder


def _with_choices(trace: Trace, folder: Path, options: dict[str, Any]) -> Trace:
    from tornfolio.choices import with_choices
    from tornfolio.console import progress_shown
    from tornfolio.toolchain import find_toolchain

    tools = find_toolchain(options["java"], options["jar"])
    with progress_shown(f"TLC follows the counterexample of {trace.scenario}"):
        return with_choices(trace, folder, tools=tools, limits=limits_of(options))


def _scenario_json(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "intent": scenario.one_line,
        "source": scenario.source,
        "property": scenario.property_name,
        "condition": scenario.condition,
        "parameters": scenario.parameters.to_json(),
    }


def _show(lines: Sequence[Any]) -> None:
    from tornfolio.console import show

    show(lines)
