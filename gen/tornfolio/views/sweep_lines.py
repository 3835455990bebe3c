"""Shows what a sweep found: as a table for the terminal, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from tornfolio.explore.sweep import SweepReport, Swept, SweptWord, smallest_violating
from tornfolio.model.own_steps import not_asked_to_end
from tornfolio.model.replaced import model_in_words
from tornfolio.support.counting import number_of
from tornfolio.views.folded import folded
from tornfolio.views.spans import Line, Span, Style

__all__ = ["WORD_STYLES", "sweep_csv", "sweep_lines"]

WORD_STYLES: dict[SweptWord, Style] = {
    "holds": "good",
    "violated": "alarm",
    "undecided": "open",
    "tool failed": "alarm",
    "no point": "faint",
}

# The columns of numbers, which are the last ones.
_NUMBERS = ("distinct", "seconds")


def sweep_lines(
    report: SweepReport, pivot: str | None = None, *, width: int | None = None
) -> list[Line]:
    """A row for each point, why a point was not decided, and the smallest that violates.

    With a `pivot`, the name of an axis, a column for each of its values. What is no row of the
    table is folded at `width`; a row stays whole, as it is read by its columns.
    """
    table = _rows(report, width) if pivot is None else _pivoted(report, pivot)
    return [*table, *folded(_summary(report), width)]


def _pivoted(report: SweepReport, pivot: str) -> list[Line]:
    """A row for each property and each combination of the other axes."""
    others = [name for name in report.grid.axes if name != pivot]
    values = report.grid.axes[pivot]
    words: dict[tuple[str, ...], dict[str, SweptWord]] = {}
    for prop in report.grid.properties:
        for each in report.swept:
            key = (*(each.point.values[name] for name in others), prop.name)
            words.setdefault(key, {})[each.point.values[pivot]] = each.word(prop.name)
    heads = [*others, "property", *(f"{pivot} = {value}" for value in values)]
    rows = [[Span(cell) for cell in key] for key in words]
    for row, found in zip(rows, words.values(), strict=True):
        row += [Span(found[value], WORD_STYLES[found[value]]) for value in values]
    widths = [
        max(map(len, [head, *(row[at].text for row in rows)])) for at, head in enumerate(heads)
    ]
    lines = [[Span(head, "head") for head in heads], *rows]
    return [
        tuple(
            Span(span.text.ljust(width) + "  ", span.style)
            for span, width in zip(line, widths, strict=True)
        )
        for line in lines
    ]


def _rows(report: SweepReport, width: int | None) -> list[Line]:
    """A row for each point; _cells() has what stands in it, sweep_csv() the same for CSV."""
    axes = list(report.grid.axes)
    heads = [*axes, *(prop.name for prop in report.grid.properties), *_NUMBERS]
    rows = [_cells(report, each) for each in report.swept]
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    lines: list[Line] = [
        (Span("  ".join(h.ljust(w) for h, w in zip(heads, widths, strict=True)), "head"),)
    ]
    for each, row in zip(report.swept, rows, strict=True):
        spans = []
        for at, (cell, room) in enumerate(zip(row, widths, strict=True)):
            word = at - len(axes)
            of_property = 0 <= word < len(report.grid.properties)
            style = WORD_STYLES[each.word(report.grid.properties[word].name)] if of_property else ""
            number = heads[at] in _NUMBERS
            spans.append(Span((cell.rjust if number else cell.ljust)(room) + "  ", style))
        lines.append(tuple(spans))
        if reason := each.reason or each.point.reason:
            lines += folded([(Span(f"    {reason}", "faint"),)], width)
        remarks = each.survey.remarks if each.survey else ()
        asked: list[Line] = [(Span(f"    {remark}", "open"),) for remark in remarks]
        lines += folded(asked, width)
    return lines


def _summary(report: SweepReport) -> list[Line]:
    """The smallest folios that violate a property, and of what the whole consists."""
    lines: list[Line] = []
    for found in smallest_violating(report):
        where = ", ".join(f"{key} = {value}" for key, value in found["set"].items())
        lines.append(
            (
                Span(f"{found['property']} is violated {_extent(found)}"),
                Span(f", for {where}" if where else ""),
            )
        )
    asked = [prop.name for prop in report.grid.properties]
    specs = (each.point.spec for each in report.swept)
    if said := not_asked_to_end((spec.scenario for spec in specs if spec is not None), asked):
        lines.append((Span(f"{said}.", "open"),))
    cached = sum(each.cached for each in report.swept)
    model = f"model: {model_in_words(report.grid.model)}"
    points = f"{number_of(len(report.swept), 'point')}" + (
        f", {cached} decided before" if cached else ""
    )
    lines.append((Span(f"{points}; {model}; {report.seconds:.1f} s", "faint"),))
    return lines


def _extent(found: Mapping[str, Any]) -> str:
    """From which size on a property is violated, or that no smaller one was tried."""
    size = f"nr_pages = {found['nr_pages']}"
    if found["first"]:
        return f"at the smallest folio tried, {size}"
    return f"from {size} on" if found["on"] else f"first at {size}"


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
        nothing = "; ".join(each.survey.remarks) if each.survey else ""
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
