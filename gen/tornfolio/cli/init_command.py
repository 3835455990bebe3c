"""The command that begins a model in a repository of the user's own, with what guards it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tornfolio import __version__
from tornfolio.cli.exit_status import HELP, ExitStatus
from tornfolio.cli.options import PathType, limits_of, runs_option, tools_of

__all__ = ["init"]


@click.command(epilog=HELP)
@click.argument("folder", type=PathType(), default=Path())
@click.option(
    "--model", "model_name", default="model", show_default=True, help="The folder of the model."
)
@click.option("--writer", default="my-writer", show_default=True, help="The name of its writer.")
@click.option(
    "--requirement",
    default=f"tornfolio=={__version__}",
    show_default=True,
    help="What pip installs in CI: a release, a path or an address.",
)
@runs_option
@click.option("--java", type=PathType(), help="The Java program to use.")
@click.option("--jar", type=PathType(), help="The tla2tools.jar to use.")
def init(
    folder: Path, model_name: str, writer: str, requirement: str, **options: Any
) -> ExitStatus:
    """Begin a model in a repository of your own.

    FOLDER is the repository, the current folder by default. It gets a model with one writer, one
    scenario and its expectations, a test for pytest, workflows for GitHub and GitLab, and a hook
    for pre-commit. TLC decides the scenario now. A file that exists already stays as it is.

    \b
    Example:  tornfolio init --writer uffd-wp
    """
    from tornfolio.cli.console import note, progress_shown, write_lines
    from tornfolio.explore.verdict_cache import Decided
    from tornfolio.gate.expectations import Expectations, expectations_text
    from tornfolio.gate.update import update
    from tornfolio.model.starter import start_repository
    from tornfolio.support.files import write_file
    from tornfolio.support.paths import runs_dir
    from tornfolio.tlc.batch import Tlc

    tools = tools_of(options)
    started = start_repository(folder, model_name, writer, requirement)
    write_lines(*map(str, started.written))
    for path in started.kept:
        # A job runs in the root of the repository.
        command = f"tornfolio gate --spec-dir {model_name}"
        note(f"{path} was there and stays: add a job that runs '{command}'")
    file = folder / model_name / "expectations.toml"
    limits = limits_of({"timeout": None, "memory": None, "max_states": None})
    with progress_shown("TLC decides the scenario:"):
        decided = Decided(runs_dir(options["runs"]) / "decided", tools)
        found = update(
            Expectations(file), "full", Tlc(tools, limits), model=started.model, decided=decided
        )
    write_file(file, expectations_text(found).encode())
    write_lines(str(file))
    return ExitStatus.HOLDS
