"""The command that goes on with a check that was cut off."""

from __future__ import annotations

from typing import Any

import click

from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
from tornfolio.cli.options import (
    json_option,
    limits_of,
    resume_options,
    tools_of,
    unfold_option,
    write_json,
)

__all__ = ["resume"]


@click.command(epilog=HELP)
@click.argument("run")
@resume_options
@unfold_option
@json_option
def resume(run: str, unfold: bool, as_json: bool, **options: Any) -> ExitStatus:
    """Continue a check that was interrupted.

    A limit, a crash, a full disk or a reboot may have ended it. RUN is the name or path of its run
    folder. The search continues from TLC's last checkpoint, at most a minute before the
    interruption. Properties that were decided are not searched again. The check's time and state
    limits no longer apply; its memory limit and number of workers do.

    \b
    Example:  tornfolio resume torn-pte0-20261123T013000Z-abcdef
    """
    from tornfolio.check.resume import resume as go_on
    from tornfolio.cli.console import progress_shown, show, text_width
    from tornfolio.support.paths import runs_dir
    from tornfolio.tlc.resumable import find_plan
    from tornfolio.views.verdict_lines import verdict_lines

    folder = find_plan(runs_dir(options["runs"]), run)
    with progress_shown(f"TLC goes on with {folder.name}:") as report:
        verdict = go_on(
            folder,
            model=options["model"],
            tools=tools_of(options),
            limits=limits_of(options),
            on_progress=report,
        )
    if as_json:
        write_json(verdict.to_json())
    else:
        show(verdict_lines(verdict, unfold=unfold, width=text_width(None)))
    return of_words(verdict.words)
