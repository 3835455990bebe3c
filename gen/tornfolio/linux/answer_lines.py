"""Shows what C answers as lines of text, in the form of check and of outcomes."""

from __future__ import annotations

from collections.abc import Iterable
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


def answer_lines(answer: Answer, *, functions: bool = False) -> list[Line]:
    """The verdict, property by property, and what it rests on.

    Ours that ran in the place of the kernel's are named; with `functions`, the tree's as well, all
    with file and line.
    """
    bounds = answer.scenario.parameters.in_words()
    lines: list[Line] = [
        (
            Span(f"{answer.scenario.name} ", "head"),
            Span(f"in the C of Linux {answer.tree.release} for {bounds}"),
        )
    ]
    lines += _taken_for_granted(answer, "  ") + _vacuous(answer, "  ")
    lines += [_property_line(each) for each in answer.properties]
    lines += [
        (Span(f"  not asked {name}: {reason}", "faint"),)
        for name, reason in answer.not_asked.items()
    ]
    return [*lines, (Span(_search(answer), "faint"),), *_functions(answer, functions)]


def outcome_lines(answer: Answer, *, functions: bool = False) -> list[Line]:
    """All final states in the form of herd7, and what they rest on, as in answer_lines()."""
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
        *_taken_for_granted(answer),
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
    return lines + _functions(answer, functions)


def _taken_for_granted(answer: Answer, indent: str = "") -> list[Line]:
    said = [expected_patch(answer.scenario, answer.tree), *answer.program.unset]
    return [(Span(f"{indent}{each}.", "open"),) for each in said if each]


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
    schedules = f", {_many(found.schedules)} schedules" if found.schedules else ""
    counts = f"{number_of(found.states, 'state')}, {number_of(found.steps, 'step')}"
    ran = f"sequentially consistent; {answer.program.compiler}; {answer.seconds:.1f} s"
    return f"{words}: {counts}{schedules}; {ran}"


def _many(number: int) -> str:
    # Beyond this the engine does not count to the last one.
    return f"{number:,}" if number < 10**15 else f"about 10^{len(str(number)) - 1}"


def _functions(answer: Answer, named: bool) -> list[Line]:
    """What ran: the functions of the tree by their file, and those of ours in their place."""
    theirs = [each for each in answer.functions if each.whose == "tree"]
    ours = [each for each in answer.functions if each.whose == "mini"]
    files = len({each.file for each in theirs})
    total = f"{number_of(len(theirs), 'function')} of the tree ran, from {number_of(files, 'file')}"
    said = [f"{total}:", *_by_file(theirs)] if named else [f"{total}; --functions names them"]
    mini = f"{number_of(len(ours), 'function')} of ours in their place (mini):"
    if named:
        said += [mini, *_by_file(ours)]
    else:
        said.append(f"{mini} {', '.join(each.name for each in ours)}")
    return [(Span(line, "faint"),) for line in said]


def _by_file(functions: Iterable[Function]) -> list[str]:
    ordered = sorted(functions, key=lambda each: (each.file, each.line))
    return [
        f"  {file}: {', '.join(f'{each.name}:{each.line}' for each in several)}"
        for file, several in groupby(ordered, lambda each: each.file)
    ]
