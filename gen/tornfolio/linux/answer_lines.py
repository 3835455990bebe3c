"""Shows what C answers as lines of text, in the form of check and of outcomes."""

from __future__ import annotations

from itertools import groupby

from tornfolio.explore.outcomes import told_apart
from tornfolio.linux.answer import Answer, Judged
from tornfolio.linux.own_policy import expected_patch
from tornfolio.linux.source import Function
from tornfolio.support.counting import number_of
from tornfolio.tlc.vacuous import vacuous_in_words
from tornfolio.views.spans import Line, Span, Style

__all__ = ["answer_lines", "outcome_lines"]

_STYLES: dict[str, Style] = {"holds": "good", "violated": "alarm", "undecided": "open"}


def answer_lines(answer: Answer) -> list[Line]:
    """The verdict, property by property, and what it rests on."""
    bounds = answer.scenario.parameters.in_words()
    lines: list[Line] = [
        (
            Span(f"{answer.scenario.name} ", "head"),
            Span(f"in the C of Linux {answer.tree.release} for {bounds}"),
        )
    ]
    lines += _patch(answer, "  ") + _vacuous(answer, "  ")
    lines += [_property_line(each) for each in answer.properties]
    lines += [
        (Span(f"  not asked {name}: {reason}", "faint"),)
        for name, reason in answer.not_asked.items()
    ]
    return [*lines, (Span(_search(answer), "faint"),), *_functions(answer)]


def outcome_lines(answer: Answer) -> list[Line]:
    """All final states in the form of herd7, and what they rest on."""
    states = answer.final_states
    positive, negative = answer.counts
    width = max((len(f"{number:,}") for number in states.values()), default=1)
    patterns = max((len(each.pattern) for each in states), default=1)
    bounds = answer.scenario.parameters.in_words()
    lines: list[Line] = [
        (
            Span(f"Test {answer.scenario.name}", "head"),
            Span(f" in the C of Linux {answer.tree.release} for {bounds}"),
        ),
        *_patch(answer),
        (Span(f"States {len(states)}"),),
    ]
    words = told_apart(states)
    for each, number in states.items():
        lines.append(
            (
                Span(f"{number:>{width},} "),
                Span("*> " if each.condition else ":> ", "alarm" if each.condition else ""),
                Span(each.pattern.ljust(patterns) + "  "),
                Span(words[each], "faint"),
            )
        )
    unknown = f": {answer.no_condition}" if answer.no_condition else ""
    lines += _vacuous(answer)
    if answer.reason:
        lines.append((Span(f"Not complete: {answer.reason}.", "open"),))
    lines += [
        (Span(f"Cut short: {each.name} is violated, {each.reason}; no end lies behind.", "alarm"),)
        for each in answer.cut_short
    ]
    lines += [
        (Span("Witnesses"),),
        (Span(f"Positive: {positive:,} Negative: {negative:,}"),),
        (Span(f"Condition {answer.condition}{unknown}"),),
        (
            Span(
                f"Observation {answer.scenario.name} {answer.observation} {positive:,} {negative:,}"
            ),
        ),
        (Span(_search(answer), "faint"),),
    ]
    return lines + _functions(answer)


def _patch(answer: Answer, indent: str = "") -> list[Line]:
    said = expected_patch(answer.scenario, answer.tree)
    return [(Span(f"{indent}{said}.", "open"),)] if said else []


def _vacuous(answer: Answer, indent: str = "") -> list[Line]:
    said = vacuous_in_words(answer.vacuous or ())
    return [(Span(f"{indent}Vacuous: {what}.", "open"),) for what in said]


def _property_line(each: Judged) -> Line:
    words = f" after {number_of(each.finding.steps, 'step')}" if each.finding is not None else ""
    reason = f": {each.reason}" if each.reason else ""
    return (
        Span(f"  {each.verdict:<9} ", _STYLES[each.verdict]),
        Span(each.name),
        Span(words),
        Span(reason, "faint"),
    )


def _search(answer: Answer) -> str:
    found = answer.found
    words = f"not complete: {answer.reason}" if answer.reason else "complete search"
    schedules = f", {found.schedules:.3g} schedules" if found.schedules else ""
    counts = f"{number_of(found.states, 'state')}, {number_of(found.steps, 'step')}"
    ran = f"sequentially consistent; {answer.program.compiler}; {answer.seconds:.1f} s"
    return f"{words}: {counts}{schedules}; {ran}"


def _functions(answer: Answer) -> list[Line]:
    """Name the functions that ran, the tree's by their file, and those of ours in their place."""
    theirs = [each for each in answer.functions if each.whose == "tree"]
    ours = [each.name for each in answer.functions if each.whose == "mini"]
    lines: list[Line] = [
        (
            Span(
                f"{number_of(len(theirs), 'function')} of the tree, with all that they call:",
                "faint",
            ),
        )
    ]
    by_file = groupby(
        sorted(theirs, key=lambda each: (each.file, each.line)), lambda each: each.file
    )
    for file, several in by_file:
        lines.append((Span(f"  {file}: {_names(list(several))}", "faint"),))
    lines.append((Span(f"ours in their place (mini): {', '.join(ours)}", "faint"),))
    return lines


def _names(several: list[Function]) -> str:
    shown = [f"{each.name}:{each.line}" for each in several[:6]]
    return ", ".join(shown) + (f" and {len(several) - 6} more" if len(several) > 6 else "")
