"""Tells GitHub's runner what the gate found: workflow commands, and the job's summary."""

from __future__ import annotations

from pathlib import Path

from tornfolio.gate.differences import list_unexpected
from tornfolio.gate.reports.markdown import gate_markdown
from tornfolio.gate.run import GateReport
from tornfolio.support.errors import BadInput

__all__ = ["append_summary", "workflow_commands"]

# GitHub shows no larger summary of a step.
_LARGEST_SUMMARY = 1024 * 1024


def workflow_commands(report: GateReport) -> list[str]:
    """A line for each difference, which the runner makes an annotation of its file and line.

    GitHub shows the first ten of a step; all are in its log.
    """
    lines = []
    for found in list_unexpected(report):
        place = f"file={_value(found.location.file)},line={found.location.line}"
        lines.append(f"::error {place},title={_value(found.title)}::{_message(found.short)}")
    return lines


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
