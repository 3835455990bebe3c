"""The command that decides the corpus of real bugs: bugs."""

from __future__ import annotations

from typing import Any

import click

from tornfolio.cli.deciding import deciding
from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
from tornfolio.cli.options import (
    json_option,
    limit_options,
    tool_options,
    width_option,
    write_json,
)

__all__ = ["bugs"]


@click.command(epilog=HELP)
@click.argument("bug", nargs=-1)
@limit_options
@tool_options
@width_option
@json_option
def bugs(bug: tuple[str, ...], width: int | None, as_json: bool, **options: Any) -> ExitStatus:
    """Decide real bugs of Linux with TLC, faulty and fixed.

    BUG is an id from B01 to B18; by default all are decided. For a bug that you name, the story of
    its counterexample is printed too. The exit status is 0 if TLC finds a violation on each faulty
    side and none on each fixed side. For a bug that the model does not express, the output says
    what the model lacks.

    \b
    Example:  tornfolio bugs B05
    """
    from tornfolio.cli.console import show_folded, text_width
    from tornfolio.explore.bugs import decide_bugs, load_bugs
    from tornfolio.views.bug_lines import bug_lines

    chosen = load_bugs(bug, options["model"])
    with deciding("TLC decides the bugs:", options) as tlc:
        decisions = decide_bugs(chosen, tlc, traces=bool(bug) and not as_json)
    if as_json:
        write_json(
            {
                "model": options["model"].in_words,
                "bugs": [decision.to_json() for decision in decisions],
            }
        )
    else:
        columns = text_width(width)
        lines = bug_lines(decisions, options["model"].in_words, width=columns)
        show_folded(lines, columns)
    return of_words(side.word for decision in decisions for side in decision.sides)
