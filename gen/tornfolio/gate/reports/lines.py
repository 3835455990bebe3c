"""Shows what the gate found as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tornfolio.gate.comparison import GateWord, Item, is_found, outcome_changes
from tornfolio.gate.run import GateReport, PointReport
from tornfolio.model.replaced import model_in_words
from tornfolio.support.counting import number_of
from tornfolio.support.paths import near
from tornfolio.views.spans import Line, Span, Style

__all__ = ["gate_lines", "in_one_line", "stale", "unexpected", "update_lines"]

_MOST_OUTCOMES = 8
_STYLES: dict[GateWord, Style] = {
    "as expected": "good",
    "differs": "alarm",
    "not decided": "open",
    "tool failed": "alarm",
}


def gate_lines(report: GateReport, *, verbose: bool = False) -> list[Line]:
    """The points that are not as expected, what is wrong with the catalogue, and a summary.

    With `verbose`, the points that are as expected as well.
    """
    lines: list[Line] = []
    for each in report.points:
        if each.word == "as expected" and not verbose:
            continue
        cached = " (decided before)" if each.cached else ""
        lines.append(
            (Span(f"{each.word:<12}", _STYLES[each.word]), Span(each.point.name + cached, "head"))
        )
        for item in each.items:
            if item.word != "as expected" and item.what != "text":
                lines += _of_item(each, item, verbose)
        if any(item.what == "text" and item.word != "as expected" for item in each.items):
            said = (
                f"{near(report.expectations.file)} was recorded for another text; {stale(report)}"
            )
            lines.append((Span(f"    {said}"),))
        remarks = each.survey.remarks if each.survey else ()
        lines += [(Span(f"    {remark}", "open"),) for remark in remarks]
        if each.reason:
            lines.append((Span(f"    {each.reason}", "faint"),))
    lines += [
        (Span(f"{'catalogue':<12}", "alarm"), Span(problem.text)) for problem in report.problems
    ]
    if report.problems:
        lines.append((Span(f"    {near(report.expectations.file)}; {stale(report)}", "faint"),))
    lines.append((Span(in_one_line(report), _STYLES[report.word]),))
    return lines


def _of_item(each: PointReport, item: Item, verbose: bool) -> list[Line]:
    """What was found and what was expected; of final states, a line for each that differs."""
    expected = each.point.expected
    if item.what != "outcomes" or item.word != "differs" or not expected or not each.survey:
        said = f"{item.what}: {item.found_in_words}, expected {item.expected_in_words}"
        return [(Span(f"    {said}"),)]
    number = number_of(len(each.survey.outcomes), "final state")
    changes = outcome_changes(expected, each.survey)
    shown = changes if verbose else changes[:_MOST_OUTCOMES]
    told = [f"    outcomes: {number}, expected {item.expected_in_words}"]
    told += [f"        {change}" for change in shown]
    if len(changes) > len(shown):
        told.append(f"        and {len(changes) - len(shown)} more, with -v")
    return [(Span(line),) for line in told]


def stale(report: GateReport) -> str:
    """What to do about a text that has changed since its expectations were made."""
    command = report.update_command
    return f"if the change is meant, this shows what follows from it: {command}"


def in_one_line(report: GateReport) -> str:
    """Sum a report up: how many points had which word, and how many had been decided before."""
    words = Counter(each.word for each in report.points)
    counted = ", ".join(f"{words[word]} {word}" for word in _STYLES if words[word])
    cached = sum(each.cached for each in report.points)
    parts = [f"lane {report.lane}: {number_of(len(report.points), 'point')}, {counted}"]
    if report.problems:
        parts.append(f"{number_of(len(report.problems), 'problem')} of the catalogue")
    if report.mutants_left:
        where = "with --only" if report.lane == "nightly" else f"in lane {report.lane}"
        parts.append(f"{number_of(report.mutants_left, 'mutant')} not decided {where}")
    if cached:
        parts.append(f"{cached} decided before")
    parts.append(f"model: {model_in_words(report.model)}")
    return f"{'; '.join(parts)}; {report.seconds:.1f} s"


def update_lines(changes: Sequence[str], file: str, *, written: bool) -> list[Line]:
    """The differences between old and new expectations, and what was done about them."""
    if not changes:
        return [(Span(f"{file} is as it should be", "good"),)]
    lines: list[Line] = [
        (Span(change, "" if change.startswith(" ") else "head"),) for change in changes
    ]
    done = "was written" if written else "is unchanged; --write writes it"
    return [*lines, (Span(f"{file} {done}", "good" if written else "open"),)]


def unexpected(each: PointReport) -> list[str]:
    """A sentence for each comparison of a point that is not as expected."""
    return [
        f"{item.what} {is_found(item.found_in_words)}, expected {item.expected_in_words}"
        for item in each.items
        if item.word != "as expected"
    ]
