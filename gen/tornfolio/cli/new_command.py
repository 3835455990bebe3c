"""The command that begins a model of the user's own."""

from __future__ import annotations

import click

from tornfolio.cli.exit_status import HELP
from tornfolio.cli.options import spec_dir_option
from tornfolio.support.errors import BadInput

__all__ = ["new"]


@click.command(epilog=HELP)
@click.argument("kind", type=click.Choice(["writer", "policy", "property", "scenario"]))
@click.argument("name")
@spec_dir_option
def new(kind: str, name: str) -> None:
    """Write the skeleton of a writer, policy, property or scenario into a model of your own.

    The folder is that of --spec-dir or TORNFOLIO_SPEC. A scenario that uses it is written beside
    it, and passes `check` as it is.

    \b
    Example:  tornfolio new writer uffd-wp --spec-dir model
    """
    from tornfolio.cli.console import write
    from tornfolio.model.skeletons import write_skeleton
    from tornfolio.support.paths import own_dir

    folder = own_dir()
    if folder is None:
        raise BadInput("there is no model of your own", "make a folder and give it to --spec-dir")
    for path in write_skeleton(kind, name, folder):
        write(f"{path}\n")
