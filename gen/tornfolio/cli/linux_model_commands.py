"""The commands that hold the model against the functions of a Linux tree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tornfolio.cli.exit_status import HELP, ExitStatus
from tornfolio.cli.options import PathType, json_option, spec_dir_option, write_json

if TYPE_CHECKING:
    from tornfolio.model.folders import Model

__all__ = ["drift"]


@click.command(name="drift", epilog=HELP)
@click.argument("tree", type=PathType())
@spec_dir_option
@json_option
def drift(tree: Path, model: Model, as_json: bool) -> ExitStatus:
    """Say which functions of a tree have changed since they were read.

    They are the functions that labels of the model name. Each is the same as in a release that was
    read for the model, or changed, or gone. Comments and white space do not matter. Nothing of the
    tree is compiled or run.

    \b
    Example:  tornfolio linux drift ~/linux
    """
    from tornfolio.cli.console import show
    from tornfolio.linux.drift import find_drift
    from tornfolio.linux.drift_lines import drift_lines
    from tornfolio.linux.tree import open_tree

    found = find_drift(open_tree(tree), model)
    if as_json:
        write_json(found.to_json())
    else:
        show(drift_lines(found))
    return ExitStatus.HOLDS if found.same else ExitStatus.VIOLATED
