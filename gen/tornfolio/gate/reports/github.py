"""Tells GitHub's runner what the gate found: workflow commands, and the job's summary."""

from __future__ import annotations

import re
from pathlib import Path

from tornfolio.gate.differences import RULES, Unexpected, list_unexpected
from tornfolio.gate.places import Location
from tornfolio.gate.reports.markdown import gate_markdown
from tornfolio.gate.run import GateReport
from tornfolio.support.counting import number_of
from tornfolio.support.errors import BadInput, TornfolioError
from tornfolio.support.paths import near

__all__ = ["append_summary", "refusal", "workflow_commands"]

# The place in an error that has one.
_PLACE = re.compile(r"(?P<file>[^\s:]+\.(?:tla|toml)):(?P<line>\d+): ")
# GitHub shows no larger summary of a step.
_LARGEST_SUMMARY = 1024 * 1024


def workflow_commands(report: GateReport) -> list[str]:
    """A line for each line of a file that differs, which the runner makes an annotation there.

    Of several differences at a point that stand in the same line it has the first violation, and
    how many more there are; lines with violations come first. For GitHub shows the first ten
    annotations of a step, and what was violated is why counts and final states differ. All
    differences are in its log.
    """
    groups: dict[tuple[Location, str], list[Unexpected]] = {}
    for found in list_unexpected(report):
        groups.setdefault((found.location, found.place), []).append(found)
    shown = [
        (next((each for each in group if each.rule not in RULES), group[0]), group)
        for group in groups.values()
    ]
    shown.sort(key=lambda each: each[0].rule in RULES)
    lines = []
    for first, group in shown:
        location = first.location
        place = f"file={_value(location.file)},line={location.line}"
        said = first.short
        if len(group) > 1:
            said += f" (and {number_of(len(group) - 1, 'more difference')} in this line)"
        lines.append(f"::error {place},title={_value(first.title)}::{_message(said)}")
    return lines


def refusal(error: TornfolioError) -> str:
    """The line that makes an annotation of an error for which nothing was decided."""
    said = str(error)
    found = _PLACE.search(said)
    if found is None:
        return f"::error title=tornfolio gate::{_message(said)}"
    place = f"file={_value(near(Path(found['file'])))},line={found['line']}"
    return f"::error {place},title=tornfolio gate::{_message(said[found.end() :])}"


def append_summary(report: GateReport, path: Path) -> None:
    """Add the report to a job's summary, as far as there is room. Raises BadInput."""
    try:
        room = _LARGEST_SUMMARY - (path.stat().st_size if path.exists() else 0)
        text = gate_markdown(report, most=max(room, 0))
        if len(text.encode()) <= room:
            with path.open("a", encoding="utf-8") as file:
                file.write(text)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"GITHUB_STEP_SUMMARY: {path} cannot be written: {error}",
            "leave out --github where GitHub does not run this",
        ) from None


def _message(text: str) -> str:
    """Escape a message as the runner reads it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    """Escape a property's value, which also ends at a comma and at two colons."""
    return _message(text).replace(":", "%3A").replace(",", "%2C")
