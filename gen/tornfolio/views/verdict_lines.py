"""Shows a verdict as lines of text: property by property, with the bounds and the counts."""

from __future__ import annotations

from tornfolio.check.verdict import PropertyVerdict, RunSummary, Verdict
from tornfolio.support.counting import number_of
from tornfolio.support.paths import near
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.vacuous import nothing_in_words
from tornfolio.views.folded import folded
from tornfolio.views.spans import Line, Span, Style
from tornfolio.views.trace_text import trace_lines

__all__ = ["counts_in_words", "nothing_asked", "verdict_lines"]

_STYLES: dict[str, Style] = {"holds": "good", "violated": "alarm", "undecided": "open"}


def verdict_lines(
    verdict: Verdict, *, unfold: bool = False, verbose: bool = False, width: int | None = None
) -> list[Line]:
    """A whole verdict: the properties, the counts, and the counterexample if there is one.

    With `verbose` also how each search was run. No line is longer than `width`, but for the first,
    with the parameters, and the last, with the path of the files: programs look for these.
    """
    head = (Span(verdict.scenario, "head"), Span(f" for {verdict.bounds}"))
    lines: list[Line] = [
        *((Span(f"  {what}", "open"),) for what in nothing_asked(verdict)),
        *map(_property_line, verdict.properties),
        (Span(_search(verdict), "faint"),),
        *_second_lines(verdict),
        *((Span(f"Warning: {warning}.", "alarm"),) for warning in verdict.warnings),
        *((Span(f"Note: {note}.", "faint"),) for note in verdict.notes),
    ]
    if verbose:
        lines += [(Span(_run(run), "faint"),) for run in verdict.runs]
    lines = [head, *folded(lines, width)]
    if verdict.trace is not None:
        lines += [(), *trace_lines(verdict.trace, unfold=unfold, width=width)]
    lines += [(Span(f"All files of this check: {verdict.folder}", "faint"),)]
    return lines


def nothing_asked(verdict: Verdict) -> list[str]:
    """A sentence on each reason for which a verdict says less than it seems to."""
    return nothing_in_words(verdict.empty, verdict.vacuous, endless=verdict.endless)


def counts_in_words(counts: Counts | None) -> str:
    """The size of a search."""
    if counts is None:
        return "no states counted"
    parts = (
        [] if counts.generated is None else [f"{number_of(counts.generated, 'state')} generated"]
    )
    parts.append(f"{counts.distinct:,} distinct")
    parts.append(f"{counts.left_on_queue:,} left on queue")
    if counts.diameter:
        parts.append(f"diameter {counts.diameter:,}")
    return ", ".join(parts)


def _run(run: RunSummary) -> str:
    said = f"{run.question}: {counts_in_words(run.counts)}; {run.seconds:.1f} s"
    return f"{said}; {run.jvm}" if run.jvm else said


def _property_line(prop: PropertyVerdict) -> Line:
    steps = f"after {prop.trace.steps[-1].number} steps" if prop.trace else ""
    how = {"holds": "", "violated": steps, "undecided": f"({prop.reason})"}[prop.verdict]
    return (
        Span("  "),
        Span(f"{prop.verdict:<9} ", _STYLES[prop.verdict]),
        Span(f"{prop.property.name} {how}".strip()),
    )


def _second_lines(verdict: Verdict) -> list[Line]:
    second = verdict.second
    if second is None:
        return []
    said, style = "says the same", _STYLES["holds"]
    if second.differences:
        said, style = f"says otherwise: {'; '.join(second.differences)}", _STYLES["violated"]
    elif second.open:
        said = f"has no answer to compare for {', '.join(second.open)}"
        style = _STYLES["undecided"]
    return [(Span(f"Second TLC: {second.answer.in_words} {said}.", style),)]


def _search(verdict: Verdict) -> str:
    complete = verdict.counts is not None and verdict.counts.left_on_queue == 0
    search = "complete search" if complete else "incomplete search"
    return (
        f"{search}: {counts_in_words(verdict.counts)}; "
        f"{verdict.tlc_version}; model: {near(verdict.model)}; {verdict.seconds:.1f} s"
    )
