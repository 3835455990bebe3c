"""The command that writes a counterexample: trace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.check_command import checked, say_if_elsewhere
from tornfolio.cli.console import note, text_width, write_lines, write_out
from tornfolio.cli.deciding import searching
from tornfolio.cli.exit_status import HELP, ExitStatus, of_words, worst
from tornfolio.cli.formats import format_of
from tornfolio.cli.options import (
    PathType,
    check_options,
    choices_option,
    condition_option,
    files_of,
    limits_of,
    tools_of,
    unfold_option,
    width_option,
)
from tornfolio.support.errors import BadInput
from tornfolio.views.export import (
    CHOICES_FORMATS,
    TEXT_FORMATS,
    TRACE_FORMATS,
    page_bytes,
    trace_bytes,
)

if TYPE_CHECKING:
    from tornfolio.linux.tree import Tree
    from tornfolio.model.scenario import Scenario
    from tornfolio.trace.trace import Trace

__all__ = ["find_trace", "target_of", "trace"]


@click.command(epilog=HELP)
@click.argument("names", nargs=-1, required=True, metavar="SCENARIO|RUN...")
@click.option(
    "-f",
    "--format",
    "asked",
    type=click.Choice(TRACE_FORMATS),
    help="A picture, a page, text, or data. Default: by the suffix of -o, or txt.",
)
@click.option("-o", "output", type=PathType(), help="The file to write.")
@click.option(
    "--witness",
    is_flag=False,
    flag_value="",
    metavar="[CONDITION]",
    help="Show instead a behaviour in which a writer gets in between and all ends well, or one"
    " that ends in CONDITION, a name or a formula of TLA+.",
)
@click.option(
    "--outcome", metavar="PTES", help="Show instead a way to this final state, such as 'P1 S3'."
)
@click.option("--property", "prop", help="The violated property; the scenario's own by default.")
@click.option(
    "--linux",
    "tree",
    type=PathType(),
    help="Name the file and line of each step in this Linux tree.",
)
@check_options
@condition_option
@choices_option
@unfold_option
@width_option
def trace(
    names: tuple[str, ...],
    asked: str | None,
    output: Path | None,
    witness: str | None,
    outcome: str | None,
    prop: str | None,
    tree: Path | None,
    unfold: bool,
    choices: bool,
    width: int | None,
    **options: Any,
) -> ExitStatus:
    """Write the counterexample of a scenario as a picture or as text.

    A scenario is checked first. RUN, the name or path of a run folder, is not checked again. With
    -f html, several of them share one page; those without a counterexample are left out. Of the
    shortest, `trace` shows one with the fewest switches between CPUs; `check` may print another.

    With --outcome, or with --witness after the scenario, the trace is a shortest behaviour that
    ends as you ask. The exit status is then 0 if there is one, and 1 if there is none.

    \b
    Example:  tornfolio trace torn-pte0 -f svg -o torn.svg
    """
    trace_format = format_of(asked, output, TRACE_FORMATS, "txt")
    _check_format(trace_format, len(names), output, tree, choices=choices)
    columns = _columns(trace_format, width, output)
    wished = _is_wished(witness, outcome, prop)
    from tornfolio.check.run_store import module_text
    from tornfolio.support.files import try_files

    try_files(output, inputs={*options["model"].inputs, *files_of(names)})
    opened = None if tree is None else _opened(tree)
    traces: list[Trace] = []
    sources: list[str | None] = []
    statuses = {ExitStatus.HOLDS}
    for target in [target_of(name, options) for name in names]:
        wish = (target, witness, outcome, options)
        found = _find_wished(*wish) if wished else find_trace(target, prop, options)
        if isinstance(found, ExitStatus):
            statuses.add(found)
            continue
        shown, folder = found
        if options["condition"]:
            say_if_elsewhere(shown)
        sources.append(module_text(folder, shown))
        shown = _with_choices(shown, folder, options) if choices else shown
        traces.append(shown if opened is None else _with_places(shown, opened))
    if not traces:
        return worst(statuses)
    if len(traces) > 1:
        data = page_bytes(traces, sources, unfold=unfold)
        said = f"{len(traces)} counterexamples"
    else:
        data = trace_bytes(traces[0], trace_format, unfold=unfold, source=sources[0], width=columns)
        said = traces[0].heading
    _write_out(data, output, said, trace_format)
    return worst([*statuses, ExitStatus.HOLDS if wished else ExitStatus.VIOLATED])


def _is_wished(witness: str | None, outcome: str | None, prop: str | None) -> bool:
    """Tell whether an ending is wished for. Raises BadInput if more than one thing is asked."""
    if sum(asked is not None for asked in (witness, outcome, prop)) > 1:
        raise BadInput("--witness, --outcome and --property exclude each other", "give only one")
    return prop is None and (witness is not None or outcome is not None)


def _columns(trace_format: str, width: int | None, output: Path | None) -> int:
    """How long lines of text may be. Raises BadInput where there is no text to fold."""
    if width is not None and trace_format != "txt":
        raise BadInput(f"-f {trace_format} has no lines to fold", "leave out --width")
    return text_width(width, output)


def _write_out(data: bytes, output: Path | None, said: str, trace_format: str) -> None:
    """Write to a file, and say so, or to standard output where there is none."""
    if trace_format == "mermaid":
        from tornfolio.views.mermaid import too_long

        if long := too_long(data.decode()):
            note(long)
    if trace_format == "txt" and output is None:
        write_lines(*data.decode().splitlines())
        return
    write_out(data, output)
    if output is not None:
        note(f"{said}: {output}")


def _check_format(
    trace_format: str, traces: int, output: Path | None, tree: Path | None, *, choices: bool
) -> None:
    """Raise BadInput if a format has no place for what was asked for."""
    if traces > 1 and trace_format != "html":
        raise BadInput(
            f"-f {trace_format} shows one counterexample, not {traces}",
            "add -f html -o page.html for one page of all, or name one",
        )
    if output is None and trace_format not in TEXT_FORMATS:
        raise BadInput(f"-f {trace_format} needs a file", f"add -o torn.{trace_format}")
    if trace_format == "sarif" and tree is None:
        raise BadInput("-f sarif names lines of C, and so needs a tree", "add --linux TREE")
    if choices and trace_format not in CHOICES_FORMATS:
        raise BadInput(
            f"-f {trace_format} has no place for --choices", f"use {', '.join(CHOICES_FORMATS)}"
        )


def _opened(tree: Path) -> Tree:
    from tornfolio.linux.tree import open_tree

    return open_tree(tree)


def _with_places(trace: Trace, tree: Tree) -> Trace:
    from tornfolio.linux.trace_places import with_places

    return with_places(trace, tree)


def target_of(name: str, options: dict[str, Any]) -> Path | Scenario:
    """The run folder or the scenario that a name stands for."""
    from tornfolio.check.run_store import find_run
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.paths import runs_dir

    run = find_run(runs_dir(options["runs"]), name)
    if run is not None and options["settings"]:
        raise BadInput("--set cannot change a finished run", "name its scenario instead")
    if run is not None and options.get("condition"):
        raise BadInput("--condition is for a scenario, not for a run", "name its scenario instead")
    return run or load_scenario(name, options["settings"], options["model"])


def find_trace(
    target: Path | Scenario, prop: str | None, options: dict[str, Any]
) -> tuple[Trace, Path] | ExitStatus:
    """The trace of a run or of a scenario, and its run folder.

    If there is no trace, say why and give the status.
    """
    from tornfolio.check.run_store import load_run
    from tornfolio.views.verdict_lines import nothing_asked

    if isinstance(target, Path):
        stored = load_run(target, prop)
        word, found, folder = stored.verdict, stored.trace, target
        asked = f"{prop or 'what was checked'} in run {target.name}"
        nothing = []
    else:
        from tornfolio.model.given_condition import with_condition

        target = with_condition(target, options.get("condition"), prop)
        verdict = checked(target, (prop or target.property_name,), options, clear=True)
        word, found, folder = verdict.verdict, verdict.trace, verdict.folder
        asked = f"{target.name}: {prop or target.property_name}"
        nothing = nothing_asked(verdict)
    if found is None:
        for line in nothing:
            note(line)
        what = "holds" if word == "holds" else "is not decided"
        note(f"{asked} {what}, there is no counterexample")
        return of_words([word])
    return found, folder


def _find_wished(
    target: Path | Scenario, witness: str | None, outcome: str | None, options: dict[str, Any]
) -> tuple[Trace, Path] | ExitStatus:
    """A way to an ending that is asked for, and its run folder; if there is none, say so."""
    from tornfolio.explore.ways import find_way, outcome_wish, witness_wish

    if isinstance(target, Path):
        raise BadInput("--witness and --outcome search a scenario, not a run", "name its scenario")
    if outcome is not None:
        wish = outcome_wish(target, outcome)
        none = f"no behaviour of {target.name} ends with the PTEs {wish.name}"
    else:
        wish = witness_wish(target, witness or None)
        none = f"no behaviour of {target.name} ends so after a writer got in between"
    with searching(f"TLC looks for an ending of {target.name}:", options) as within:
        way = find_way(wish, **within)
    if way.trace is not None:
        return way.trace, way.folder
    note(f"{none}: {way.reason}" if way.reason else none)
    return ExitStatus.UNDECIDED if way.reason else ExitStatus.VIOLATED


def _with_choices(trace: Trace, folder: Path, options: dict[str, Any]) -> Trace:
    from tornfolio.cli.console import progress_shown
    from tornfolio.trace.choices import with_choices

    tools = tools_of(options)
    with progress_shown(f"TLC follows the counterexample of {trace.scenario}"):
        return with_choices(trace, folder, tools=tools, limits=limits_of(options))
