"""How commands have TLC search: within their options, with progress in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypedDict

from tornfolio.cli.options import limits_of, tools_of

if TYPE_CHECKING:
    from pathlib import Path

    from tornfolio.explore.verdict_cache import Decided
    from tornfolio.tlc.argv import Limits
    from tornfolio.tlc.batch import Tlc
    from tornfolio.tlc.session import Progress
    from tornfolio.tlc.toolchain import Toolchain

__all__ = ["decided_of", "deciding", "searching"]


class Within(TypedDict):
    """Within what one search is made, as the functions that make one take it."""

    tools: Toolchain
    runs: Path
    limits: Limits
    on_progress: Callable[[Progress], None]


@contextmanager
def searching(title: str, options: Mapping[str, Any]) -> Iterator[Within]:
    """Within what a search of one scenario is made, with its progress below a title."""
    from tornfolio.cli.console import progress_shown
    from tornfolio.support.paths import runs_dir

    with progress_shown(title) as report:
        yield {
            "tools": tools_of(options),
            "runs": runs_dir(options["runs"]),
            "limits": limits_of(options),
            "on_progress": report,
        }


@contextmanager
def deciding(title: str, options: Mapping[str, Any]) -> Iterator[Tlc]:
    """TLC within the options' limits, with its progress in the terminal below a title."""
    from tornfolio.cli.console import counting_shown
    from tornfolio.tlc.batch import Tlc

    with counting_shown(title) as report:
        yield Tlc(
            tools_of(options),
            limits_of(options),
            options.get("jobs"),
            options.get("budget"),
            report,
        )


def decided_of(options: Mapping[str, Any], tlc: Tlc) -> Decided | None:
    """What TLC has decided before, None if that is not wanted."""
    from tornfolio.explore.verdict_cache import Decided
    from tornfolio.support.paths import runs_dir

    if options.get("no_cache"):
        return None
    return Decided(runs_dir(options["runs"]) / "decided", tlc.tools)
