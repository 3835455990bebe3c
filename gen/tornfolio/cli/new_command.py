"""The command that begins a model of the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tornfolio.cli.exit_status import HELP
from tornfolio.cli.options import new_spec_dir_option

if TYPE_CHECKING:
    from tornfolio.model.folders import Model

__all__ = ["new"]


@click.command(epilog=HELP)
@click.argument("kind", type=click.Choice(["writer", "policy", "property", "scenario"]))
@click.argument("name")
@new_spec_dir_option
def new(kind: str, name: str, model: Model) -> None:
    """Write the skeleton of a writer, policy, property or scenario.

    It goes into a model of your own, in the folder given by --spec-dir or TORNFOLIO_SPEC. A
    scenario that uses the skeleton is written too; `check` accepts both as they are.

    \b
    Example:  tornfolio new writer uffd-wp --spec-dir model
    """
    from tornfolio.cli.console import write
    from tornfolio.model.skeletons import write_skeleton

    for path in write_skeleton(kind, name, model):
        write(f"{path}\n")
