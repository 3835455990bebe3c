"""Lists every final state that a scenario can reach, as herd7 does for a litmus test."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tornfolio.model.own_steps import not_asked_to_end
from tornfolio.model.ptes import pattern_of_runs
from tornfolio.model.render import DEFAULT_CONDITION, render
from tornfolio.model.replaced import not_of_ours
from tornfolio.model.scenario import Scenario
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.tla.page_runs import runs_of
from tornfolio.tla.values import Function, Value
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import Result
from tornfolio.tlc.run_folder import new_run
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Progress, lone_session
from tornfolio.tlc.toolchain import Toolchain

__all__ = [
    "Outcome",
    "Outcomes",
    "count_outcomes",
    "find_outcomes",
    "observe",
    "told_apart",
]

Observation = Literal["Always", "Sometimes", "Never", "Undecided"]


@dataclass(frozen=True, order=True)
class Outcome:
    """What a kernel developer would see when every CPU is done.

    `pattern` is that of the PTEs, VMAs separated by `|`. `folio` is reclaimed, kept or, if only
    some pages of a split folio were reclaimed, partly. `queued` says whether it is on the deferred
    split list, `slots` how many pages have a swap slot, `io` for how many I/O was issued.
    """

    pattern: str
    folio: str
    split: bool
    queued: bool
    slots: int
    io: int
    condition: bool

    def in_words(self) -> str:
        """Say what became of the folio, without the pattern."""
        words = [f"folio {self.folio}{', split' if self.split else ''}"]
        words += ["queued for split"] if self.queued else []
        words += [f"{self.slots} slots"] if self.slots else []
        words += [f"I/O for {self.io} {'pages' if self.io > 1 else 'page'}"] if self.io else []
        return "; ".join(words)

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON has it."""
        return {
            "pattern": self.pattern,
            "folio": self.folio,
            "split": self.split,
            "queued": self.queued,
            "slots": self.slots,
            "io": self.io,
            "condition": self.condition,
        }


@dataclass(frozen=True)
class Outcomes:
    """All outcomes of a scenario, each with the number of distinct final states that show it.

    `reason` says why the list is not complete, "" if it is. `empty` says what makes the question an
    empty one, `vacuous` which CPUs never act, None if that is not known; those of `stuck` wait for
    ever in some behaviour, each at its label. `notes` say what a model of the user's own does to
    the answer.
    """

    scenario: str
    model: str
    parameters: dict[str, Any]
    bounds: str
    condition: str
    states: dict[Outcome, int]
    counts: Counts | None
    tlc_version: str
    folder: Path
    reason: str = ""
    empty: tuple[str, ...] = ()
    vacuous: tuple[str, ...] | None = None
    stuck: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def positive(self) -> int:
        """The number of final states in which the condition holds."""
        return _positive(self.states)

    @property
    def negative(self) -> int:
        """The number of final states in which the condition does not hold."""
        return sum(self.states.values()) - self.positive

    @property
    def observation(self) -> Observation:
        """Say in herd7's words how often the condition holds."""
        return observe(self.states, complete=not self.reason)

    def to_json(self) -> dict[str, Any]:
        """The outcomes as JSON has them."""
        return {
            "scenario": self.scenario,
            "model": self.model,
            "parameters": self.parameters,
            "condition": self.condition,
            "outcomes": [
                outcome.to_json() | {"states": states} for outcome, states in self.states.items()
            ],
            "observation": self.observation,
            "positive": self.positive,
            "negative": self.negative,
            "reason": self.reason,
            "empty": list(self.empty),
            "vacuous": None if self.vacuous is None else list(self.vacuous),
            "stuck": [{"cpu": cpu, "label": label} for cpu, label in self.stuck],
            "notes": list(self.notes),
            "run_dir": str(self.folder),
        }


def find_outcomes(
    scenario: Scenario,
    *,
    tools: Toolchain,
    runs: Path,
    limits: Limits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Outcomes:
    """Search all states and list the final ones.

    Raises BadInput, also if there is no final state, ToolMissing or ToolFailed.
    """
    spec = render(scenario)
    folder = new_run(runs, scenario.name)
    with lone_session(spec, tools, limits or Limits(), folder, on_progress) as ask:
        result = ask(Question("outcomes", (), outcomes=True)) if ask else None
    if result is not None and result.complete and not result.outcomes:
        raise BadInput(
            f"no order of the CPUs of {scenario.name} comes to an end, so there is no final state",
            "with --set passes=1 reclaim stops after one pass"
            if not scenario.parameters.passes
            else f"'tornfolio check {scenario.name} --property Termination' shows who goes on",
        )
    return Outcomes(
        scenario=scenario.name,
        model=scenario.model.in_words,
        parameters=scenario.parameters.to_json(),
        bounds=scenario.parameters.in_words(),
        condition=scenario.condition_in_words or DEFAULT_CONDITION,
        states=_in_order(count_outcomes(result)) if result else {},
        counts=result.counts if result else None,
        tlc_version=result.tlc_version if result else "",
        folder=folder,
        reason=result.reason if result else "the time limit was reached before the search",
        empty=scenario.parameters.empty(),
        vacuous=result.vacuous if result else None,
        stuck=result.stuck if result else (),
        notes=(*not_of_ours(scenario), *filter(None, [not_asked_to_end([scenario], ())])),
    )


def _in_order(states: Mapping[Outcome, int]) -> dict[Outcome, int]:
    """Final states with their patterns in the order of the numbers in them: P2 before P10."""

    def key(outcome: Outcome) -> tuple[object, ...]:
        parts = re.split(r"(\d{2,}|(?<=[A-Z0])\d+)", outcome.pattern)
        return (*(int(part) if at % 2 else part for at, part in enumerate(parts)),)

    long = any(" " in outcome.pattern for outcome in states)
    return dict(sorted(states.items(), key=lambda item: key(item[0]))) if long else dict(states)


def observe(states: Mapping[Outcome, int], *, complete: bool) -> Observation:
    """Say in herd7's words how often the condition holds; Sometimes is known early."""
    positive = _positive(states)
    negative = sum(states.values()) - positive
    if positive and negative:
        return "Sometimes"
    if not complete or not states:
        return "Undecided"
    return "Always" if positive else "Never"


def told_apart(outcomes: Iterable[Outcome]) -> dict[Outcome, str]:
    """What became of the folio in each; where two would read alike, also what they differ in.

    Two that have the same pattern and words differ in the condition alone.
    """
    listed = list(outcomes)
    alike = Counter((each.pattern, each.in_words()) for each in listed)
    words = {True: "; the condition holds", False: "; the condition does not hold"}
    return {
        each: each.in_words()
        + (words[each.condition] if alike[each.pattern, each.in_words()] > 1 else "")
        for each in listed
    }


def _positive(states: Mapping[Outcome, int]) -> int:
    return sum(number for outcome, number in states.items() if outcome.condition)


def count_outcomes(result: Result) -> dict[Outcome, int]:
    """Count the distinct final states of each outcome in a result, in the outcomes' order."""
    nr_pages = result.run.spec.scenario.parameters.nr_pages
    return dict(sorted(Counter(_outcome(record, nr_pages) for record in result.outcomes).items()))


def _outcome(record: Function, nr_pages: int) -> Outcome:
    """Read the record that Outcome in MC*.tla is."""
    try:
        ptes, reclaimed = record["ptes"], record["reclaimed"]
        pmd = record.get("pmd", ())
        if not isinstance(ptes, tuple) or not isinstance(pmd, tuple):
            raise TypeError("no PTEs")
        vmas = [
            _words(table, nr_pages)
            if vma >= len(pmd) or pmd[vma] == "table"
            else [(_word(pmd[vma]), nr_pages)]
            for vma, table in enumerate(ptes)
        ]
        folio = {0: "kept", nr_pages: "reclaimed"}.get(_number(reclaimed, nr_pages), "partly")
        return Outcome(
            pattern=pattern_of_runs(vmas),
            folio=folio,
            split=record["split"] is True,
            queued=record["queued"] is True,
            slots=_number(record["slots"], nr_pages),
            io=_number(record["io"], nr_pages),
            condition=record["condition"] is True,
        )
    except (KeyError, TypeError) as error:
        raise ToolFailed(f"a final state is not understood: {error!r}") from None


def _word(pmd: Value) -> str:
    """What the pages behind a PMD that points to no page table are."""
    return str(pmd) if pmd in ("none", "other") else "huge"


def _number(value: object, nr_pages: int) -> int:
    """A number of pages, which may stand there as runs of those that count."""
    if isinstance(value, Function):
        return sum(length for counts, length in runs_of(value, nr_pages) if counts is True)
    if not isinstance(value, int):
        raise TypeError("no number")
    return value


def _words(table: object, nr_pages: int) -> list[tuple[str, int]]:
    """The PTEs of a page table as (word, length) of each run of equal ones."""
    if not isinstance(table, Function):
        raise TypeError("no PTEs")
    return [(str(word), length) for word, length in runs_of(table, nr_pages)]
