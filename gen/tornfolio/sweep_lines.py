"""Shows what a sweep found: as a table for the terminal, and as CSV."""

from __future__ import annotations

import csv
import io

from tornfolio.sweep import SweepReport, Swept, SweptWord, smallest_violating
from tornfolio.text import Line, Span, Style

__all__ = ["sweep_csv", "sweep_lines"]

_STYLES: dict[SweptWord, Style] = {
    "holds": "good",
    "violated": "alarm",
    "undecided": "open",
    "tool failed": "alarm",
    "no point": "faint",
}


def sweep_lines(report: SweepReport) -> list[Line]:
    """Give a row for each point, why a point was not decided, and the smallest that violates."""
    axes = list(report.grid.axes)
    heads = [*axes, *(prop.name for prop in report.grid.properties), "distinct", "seconds"]
    rows = [_cells(report, each) for each in report.swept]
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    lines: list[Line] = [
        (Span("  ".join(h.ljust(w) for h, w in zip(heads, widths, strict=True)), "head"),)
    ]
    for each, row in zip(report.swept, rows, strict=True):
        spans = []
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            word = at - len(axes)
            of_property = 0 <= word < len(report.grid.properties)
            style = _STYLES[each.word(report.grid.properties[word].name)] if of_property else ""
            number = at >= len(heads) - 2
            spans.append(Span((cell.rjust if number else cell.ljust)(width) + "  ", style))
        lines.append(tuple(spans))
        if reason := each.reason or each.point.reason:
            lines.append((Span(f"    {reason}", "faint"),))
    for found in smallest_violating(report):
        where = ", ".join(f"{key} = {value}" for key, value in found["set"].items())
        extent = "from" if found["on"] else "first at"
        lines.append(
            (
                Span(f"{found['property']} is violated {extent} nr_pages = {found['nr_pages']}"),
                Span((" on" if found["on"] else "") + (f", for {where}" if where else "")),
            )
        )
    cached = sum(each.cached for each in report.swept)
    before = f", {cached} decided before" if cached else ""
    lines.append((Span(f"{len(report.swept)} points{before}; {report.seconds:.1f} s", "faint"),))
    return lines


def sweep_csv(report: SweepReport) -> str:
    """Give the same as CSV, with a row of heads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    properties = [prop.name for prop in report.grid.properties]
    writer.writerow([*report.grid.axes, *properties, "distinct", "seconds", "reason"])
    for each in report.swept:
        writer.writerow([*_cells(report, each), each.reason or each.point.reason])
    return text.getvalue()


def _cells(report: SweepReport, each: Swept) -> list[str]:
    counts = each.survey.counts if each.survey else None
    return [
        *each.point.values.values(),
        *(each.word(prop.name) for prop in report.grid.properties),
        str(counts.distinct) if counts else "-",
        "before" if each.cached else f"{each.seconds:.1f}",
    ]
