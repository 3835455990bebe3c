"""Shows outcomes, mutants and labels as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.explore.labels import Label
from tornfolio.explore.mutants import Finding, silent_properties
from tornfolio.explore.outcome_formula import formula_of
from tornfolio.explore.outcomes import Outcomes, told_apart
from tornfolio.gate.gallery import Change
from tornfolio.model.folders import Model
from tornfolio.model.mutants import Mutant
from tornfolio.model.replaced import model_in_words
from tornfolio.support.counting import number_of
from tornfolio.support.paths import near
from tornfolio.tlc.vacuous import nothing_in_words
from tornfolio.views.spans import Line, Span, Style
from tornfolio.views.verdict_lines import counts_in_words

__all__ = [
    "gallery_lines",
    "label_lines",
    "mutant_lines",
    "mutant_list",
    "outcome_lines",
]

_MOST_DIFF = 12


def outcome_lines(found: Outcomes) -> list[Line]:
    """All outcomes in the form of herd7: the final states, and how often the condition."""
    width = max((len(f"{states:,}") for states in found.states.values()), default=1)
    patterns = max((len(outcome.pattern) for outcome in found.states), default=1)
    lines: list[Line] = [
        (Span(f"Test {found.scenario}", "head"), Span(f" for {found.bounds}")),
        *(
            (Span(what, "open"),)
            for what in nothing_in_words(found.empty, found.vacuous, stuck=found.stuck)
        ),
        *((Span(f"Note: {note}.", "faint"),) for note in found.notes),
        (Span(f"States {len(found.states)}"),),
    ]
    if formula := formula_of(outcome.pattern for outcome in found.states):
        lines.append((Span(f"All are {formula}", "faint"),))
    words = told_apart(found.states)
    for outcome, states in found.states.items():
        lines.append(
            (
                Span(f"{states:>{width},} "),
                Span("*> " if outcome.condition else ":> ", "alarm" if outcome.condition else ""),
                Span(outcome.pattern.ljust(patterns) + "  "),
                Span(words[outcome], "faint"),
            )
        )
    if found.reason:
        lines.append((Span(f"Not complete: {found.reason}.", "open"),))
    lines += [
        (Span("Witnesses"),),
        (Span(f"Positive: {found.positive:,} Negative: {found.negative:,}"),),
        (Span(f"Condition {found.condition}"),),
        (
            Span(
                f"Observation {found.scenario} {found.observation}"
                f" {found.positive:,} {found.negative:,}"
            ),
        ),
        (
            Span(
                f"{counts_in_words(found.counts)}; {found.tlc_version}; model: {near(found.model)}",
                "faint",
            ),
        ),
    ]
    return lines


def mutant_lines(findings: Sequence[Finding], model: Model) -> list[Line]:
    """Each mutant with the properties that notice it, and a sum at the end."""
    lines: list[Line] = []
    for found in findings:
        style: Style = "good" if found.expected else "alarm"
        by = ", ".join(found.killed_by) or found.mutant.reason or "nothing notices it"
        by = found.in_words if found.word == "undecided" else by
        lines.append(
            (Span(f"{found.word:<10}", style), Span(f"{found.mutant.name}: "), Span(by, "faint"))
        )
    killed = sum(found.word == "killed" for found in findings)
    excused = sum(found.word == "excused" for found in findings)
    rest = len(findings) - killed - excused
    counted = f"{killed} killed, {excused} excused, {rest} not as they should be"
    lines += [
        (
            Span(f"{name} notices none of them: ", "alarm"),
            Span("it may be true whatever happens. A mutant of your own can show that it is not."),
        )
        for name in silent_properties(findings, model)
    ]
    lines.append((Span(f"{counted}; model: {model_in_words(model)}"),))
    return lines


def mutant_list(mutants: Sequence[Mutant]) -> list[Line]:
    """Each mutant with where it is made and which property should notice."""
    return [
        (
            Span(f"{mutant.name}", "head"),
            Span(f"  {mutant.template}, {mutant.scenario.name}: {mutant.killer or mutant.reason}"),
        )
        for mutant in mutants
    ]


def label_lines(labels: Sequence[Label]) -> list[Line]:
    """Each label with its C function and the number of scenarios in which it is reached."""
    width = max(len(label.label) for label in labels)
    lines: list[Line] = []
    process = ""
    for label in labels:
        if label.process != process:
            process = label.process
            lines.append((Span(process, "head"),))
        count = len(label.scenarios)
        where = label.scenarios[0] if label.scenarios else "never reached"
        more = f" and {count - 1} more" if count > 1 else ""
        lines.append(
            (
                Span(f"  {label.label:<{width}}  "),
                Span(f"{label.function}()  "),
                Span(where + more, "faint" if count else "alarm"),
            )
        )
    return lines


def gallery_lines(changes: Sequence[Change], counterexamples: int, *, written: bool) -> list[Line]:
    """Each file of the gallery that differs, with the first lines that do."""
    lines: list[Line] = []
    for change in changes:
        lines.append((Span(f"{change.kind:<8}", "open"), Span(str(change.path))))
        lines += [(Span(f"    {line}", "faint"),) for line in change.diff[:_MOST_DIFF]]
        if len(change.diff) > _MOST_DIFF:
            lines.append((Span(f"    and {len(change.diff) - _MOST_DIFF} more lines", "faint"),))
    what = "written" if written else "to be written with --write"
    done = f"{number_of(len(changes), 'file')} {what}"
    files = done if changes else "the gallery is as it should be"
    lines.append((Span(f"{number_of(counterexamples, 'counterexample')}; {files}"),))
    return lines
