"""The commands that hold the model against the functions of a Linux tree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.exit_status import HELP, ExitStatus
from tornfolio.cli.options import (
    PathType,
    check_options,
    json_option,
    spec_dir_option,
    tools_of,
    width_option,
    write_json,
)
from tornfolio.cli.trace_command import find_trace, target_of

if TYPE_CHECKING:
    from tornfolio.model.folders import Model

__all__ = ["drift", "replay"]


@click.command(name="drift", epilog=HELP)
@click.argument("tree", type=PathType())
@spec_dir_option
@width_option
@json_option
def drift(tree: Path, model: Model, width: int | None, as_json: bool) -> ExitStatus:
    """Say which functions of a tree have changed since they were read.

    It looks up the functions that the labels of the model name. Each is the same as in a release
    that was read for the model, or has changed, or is gone. Comments and white space do not matter.
    A label that fits no step of the C is an error, and so is a step of the walk that no label
    names. Nothing of the tree is compiled or run.

    \b
    Example:  tornfolio linux drift ~/linux
    """
    from tornfolio.cli.console import show_folded
    from tornfolio.linux.drift import find_drift
    from tornfolio.linux.drift_lines import drift_lines
    from tornfolio.linux.tree import open_tree

    found = find_drift(open_tree(tree), model)
    if as_json:
        write_json(found.to_json())
    else:
        show_folded(drift_lines(found), width)
    return ExitStatus.HOLDS if found.same else ExitStatus.VIOLATED


@click.command(name="replay", epilog=HELP)
@click.argument("tree", type=PathType())
@click.argument("name", metavar="SCENARIO|RUN")
@click.option("--property", "prop", help="The violated property; the scenario's own by default.")
@click.option("--cc", metavar="COMPILER", help="The C compiler to use.")
@check_options
@width_option
@json_option
def replay(
    tree: Path,
    name: str,
    prop: str | None,
    cc: str | None,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Drive a tree's C along TLC's counterexample; say where they part.

    A scenario is checked first; RUN is the name or path of a run folder. After each step all PTEs
    and page table locks must be as in the model. The exit status is 0 if the C follows the
    counterexample to its end, otherwise 1.

    \b
    Example:  tornfolio linux replay ~/linux torn-pte0 --set nr_pages=4
    """
    from tornfolio.cli.console import show_folded
    from tornfolio.linux.replay import replay as run_replay
    from tornfolio.linux.replay_lines import replay_lines
    from tornfolio.linux.tree import open_tree
    from tornfolio.support.paths import runs_dir
    from tornfolio.tlc.resumable import read_plan

    opened = open_tree(tree)
    target = target_of(name, options)
    found = find_trace(target, prop, options)
    if isinstance(found, ExitStatus):
        return found
    trace, _ = found
    scenario = (
        read_plan(target, tools_of(options), options["model"]).spec.scenario
        if isinstance(target, Path)
        else target
    )
    replayed = run_replay(scenario, trace, opened, cc=cc, runs=runs_dir(options["runs"]))
    if as_json:
        write_json(replayed.to_json())
    else:
        show_folded(replay_lines(replayed), width)
    return ExitStatus.HOLDS if replayed.parted is None else ExitStatus.VIOLATED
