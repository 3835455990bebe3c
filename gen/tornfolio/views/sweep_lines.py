"""Shows what a sweep found: as a table for the terminal, and as CSV."""

from __future__ import annotations

import csv
import io

from tornfolio.explore.sweep import SweepReport, Swept, SweptWord, smallest_violating
from tornfolio.views.trace_text import Line, Span, Style

__all__ = ["WORD_STYLES", "sweep_csv", "sweep_lines"]

WORD_STYLES: dict[SweptWord, Style] = {
    "holds": "good",
    "violated": "alarm",
    "undecided": "open",
    "tool failed": "alarm",
    "no point": "faint",
}


def sweep_lines(report: SweepReport) -> list[Line]:
    """A row for each point, why a point was not decided, and the smallest that violates."""
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
            style = WORD_STYLES[each.word(report.grid.properties[word].name)] if of_property else ""
            number = at >= len(heads) - 2
            spans.append(Span((cell.rjust if number else cell.ljust)(width) + "  ", style))
        lines.append(tuple(spans))
        if reason := each.reason or each.point.reason:
            lines.append((Span(f"    {reason}", "faint"),))
        nothing = each.survey.nothing if each.survey else ()
        lines += [(Span(f"    nothing is asked: {what}", "open"),) for what in nothing]
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
    model = f"model: {report.grid.model.in_words}"
    points = f"{len(report.swept)} points" + (f", {cached} decided before" if cached else "")
    lines.append((Span(f"{points}; {model}; {report.seconds:.1f} s", "faint"),))
    return lines


def sweep_csv(report: SweepReport) -> str:
    """The same as CSV, with a row of heads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    properties = [prop.name for prop in report.grid.properties]
    heads = ["distinct", "seconds", "cached", "reason", "nothing"]
    writer.writerow([*report.grid.axes, *properties, *heads])
    for each in report.swept:
        counts = each.survey.counts if each.survey else None
        numbers = [counts.distinct if counts else "", round(each.seconds, 2)]
        before = "yes" if each.cached else "no"
        why = each.reason or each.point.reason
        nothing = "; ".join(each.survey.nothing) if each.survey else ""
        writer.writerow([*_words(report, each), *numbers, before, why, nothing])
    return text.getvalue()


def _words(report: SweepReport, each: Swept) -> list[str]:
    """The values of the axes, and the word for each property."""
    words = (each.word(prop.name) for prop in report.grid.properties)
    return [*each.point.values.values(), *words]


def _cells(report: SweepReport, each: Swept) -> list[str]:
    counts = each.survey.counts if each.survey else None
    return [
        *_words(report, each),
        str(counts.distinct) if counts else "-",
        "before" if each.cached else f"{each.seconds:.1f}",
    ]
