"""Writes final states as a log of herd7, which the tools around it read: mcompare and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tornfolio.explore.outcome_formula import formula_of
from tornfolio.explore.outcomes import Outcome, Outcomes
from tornfolio.model.ptes import LETTERS

__all__ = ["herd_log"]

_RUN = re.compile(r"(\D|0)(\d+)")
_WORDS = {letter: word for word, letter in LETTERS.items()}
_UNKNOWN = "unknown"


def herd_log(found: Outcomes, *, seconds: float, digest: str) -> str:
    """The log of one test: each final state in variables, and how often the condition.

    A PTE is a variable `pte0`, with several VMAs `vma1_pte0`. The condition is a variable as well,
    which is 1 where it holds: herd's tools know no TLA+. `digest` stands for the text of the test.
    """
    return "".join(f"{line}\n" for line in _lines(found, seconds, digest))


def _lines(found: Outcomes, seconds: float, digest: str) -> Iterator[str]:
    name = found.scenario
    condition = found.condition if found.condition.isidentifier() else "condition"
    yield f"Test {name} Allowed"
    yield f"States {len(found.states)}"
    for outcome, states in found.states.items():
        mark = "*>" if outcome.condition else ":>"
        bindings = " ".join(f"{key}={value};" for key, value in _bindings(outcome, found))
        yield f"{states} {mark}{bindings} {condition}={int(outcome.condition)};"
    if found.positive:
        yield "Ok"
    else:
        yield "??" if found.reason else "No"
    yield "Witnesses"
    yield f"Positive: {found.positive} Negative: {found.negative}"
    yield f"Condition exists ({condition}=1)"
    yield f"Observation {name} {found.observation} {found.positive} {found.negative}"
    yield f"Time {name} {seconds:.2f}"
    if formula := formula_of(outcome.pattern for outcome in found.states):
        yield f"Formula {name} {formula}"
    yield f"Parameters {name} {found.bounds}"
    yield f"Hash={digest}"
    yield ""


def _bindings(outcome: Outcome, found: Outcomes) -> Iterator[tuple[str, str | int]]:
    """What a final state is, as variables with numbers and words."""
    parts = outcome.pattern.split("|")
    for vma, part in enumerate(parts, start=1):
        before = f"vma{vma}_" if len(parts) > 1 else ""
        for page, letter in enumerate(_letters(part, found.parameters["nr_pages"])):
            yield f"{before}pte{page}", _WORDS.get(letter, _UNKNOWN)
    yield "folio", outcome.folio
    yield "split", int(outcome.split)
    yield "queued", int(outcome.queued)
    yield "slots", outcome.slots
    yield "io", outcome.io


def _letters(part: str, nr_pages: int) -> str:
    """A letter for each PTE of a VMA, from a pattern with run lengths or without."""
    if len(part) == nr_pages and " " not in part:
        return part
    runs = (_RUN.fullmatch(run) for run in part.split())
    return "".join(run[1] * int(run[2]) for run in runs if run)
