"""Judges the results of all runs of a check: one verdict, property by property."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tornfolio.check.second import Second
from tornfolio.model.evidence import unproven
from tornfolio.model.idle import idle_properties
from tornfolio.model.own_steps import not_asked_to_end
from tornfolio.model.own_texts import fault_warnings
from tornfolio.model.properties import Property
from tornfolio.model.replaced import not_of_ours
from tornfolio.model.spec import Spec
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import Result
from tornfolio.tlc.vacuous import stuck_in_words, unasked_in_words
from tornfolio.trace.build import build_trace
from tornfolio.trace.trace import Trace

__all__ = ["PropertyVerdict", "RunSummary", "Verdict", "Word", "judge"]

Word = Literal["holds", "violated", "undecided"]


@dataclass(frozen=True)
class PropertyVerdict:
    """What is known of one property, with a behaviour that violates it, if one was asked for."""

    property: Property
    verdict: Word
    trace: Trace | None = None
    reason: str = ""


@dataclass(frozen=True)
class RunSummary:
    """One run of TLC that a verdict rests on."""

    question: str
    outcome: Word
    exit_status: int
    counts: Counts | None
    seconds: float
    output: Path
    jvm: str = ""

    def to_json(self) -> dict[str, Any]:
        """The run as JSON has it."""
        return {
            "question": self.question,
            "outcome": self.outcome,
            "exit_status": self.exit_status,
            "states": _counts_json(self.counts),
            "seconds": round(self.seconds, 3),
            "output": self.output.name,
            "jvm": self.jvm,
        }


@dataclass(frozen=True)
class Verdict:
    """The answer to a check.

    `model` names the model that was checked. `empty` says what makes the question an empty one.
    `verdict` is `violated` if any property is, else `undecided` if any is, else `holds`.
    `counts` are those of the most complete search, `exit_status` TLC's in the run that decided,
    None if no run was begun.
    `trace` is the counterexample to show: that of the scenario's own property first.
    `vacuous` are the CPUs that never acted, None if nobody looked, `endless` says that no state
    is final.
    `warnings` say why the verdict may be wrong all the same; `second` is what another TLC says.
    """

    scenario: str
    model: str
    parameters: dict[str, Any]
    bounds: str
    verdict: Word
    properties: tuple[PropertyVerdict, ...]
    counts: Counts | None
    tlc_version: str
    exit_status: int | None
    runs: tuple[RunSummary, ...]
    seconds: float
    folder: Path
    trace: Trace | None
    notes: tuple[str, ...]
    empty: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    vacuous: tuple[str, ...] | None = None
    endless: bool = False
    second: Second | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """The word of each property."""
        return tuple(prop.verdict for prop in self.properties)

    def to_json(self) -> dict[str, Any]:
        """The verdict with the keys that docs/reference/json.md documents."""
        return {
            "scenario": self.scenario,
            "model": self.model,
            "parameters": self.parameters,
            "verdict": self.verdict,
            "properties": {prop.property.name: prop.verdict for prop in self.properties},
            "reasons": {prop.property.name: prop.reason for prop in self.properties if prop.reason},
            "states": _counts_json(self.counts),
            "tlc": {
                "version": self.tlc_version,
                "exit_status": self.exit_status,
                "runs": [run.to_json() for run in self.runs],
            },
            "seconds": round(self.seconds, 3),
            "run_dir": str(self.folder),
            "notes": list(self.notes),
            "empty": list(self.empty),
            "vacuous": None if self.vacuous is None else list(self.vacuous),
            "endless": self.endless,
            "warnings": list(self.warnings),
            "second": self.second.to_json() if self.second else None,
            "violated_property": self.trace.property if self.trace else None,
            "trace": [step.to_json() for step in self.trace.steps] if self.trace else [],
        }


def judge(
    spec: Spec,
    selected: Sequence[Property],
    results: Sequence[Result],
    *,
    seconds: float,
    folder: Path,
) -> Verdict:
    """Put the results of all runs together.

    A property is violated if a run found a behaviour, holds if a run that asked for it searched
    all states, and is undecided otherwise.
    """
    verdicts = tuple(_of_property(prop, results) for prop in selected)
    words = [prop.verdict for prop in verdicts]
    word: Word = "violated" if "violated" in words else "holds"
    if word == "holds" and "undecided" in words:
        word = "undecided"
    first = sorted(
        (prop for prop in verdicts if prop.trace),
        key=lambda prop: prop.property.name != spec.scenario.property_name,
    )
    trace = first[0].trace if first else None
    decisive = _decisive(results, word, first[0].property if first else None)
    return Verdict(
        scenario=spec.scenario.name,
        model=spec.scenario.model.in_words,
        parameters=spec.scenario.parameters.to_json(),
        bounds=spec.scenario.parameters.in_words(),
        verdict=word,
        properties=verdicts,
        counts=_most_complete(results),
        tlc_version=decisive.tlc_version if decisive else "",
        exit_status=decisive.run.execution.exit_status if decisive else None,
        runs=tuple(map(_summary, results)),
        seconds=seconds,
        folder=folder,
        trace=trace,
        notes=(
            *not_of_ours(spec.scenario),
            *spec.scenario.parameters.notes(),
            *dict.fromkeys(note for result in results for note in result.notes),
            *_unproven(spec, verdicts),
            *filter(None, [not_asked_to_end([spec.scenario], [p.name for p in selected])]),
        ),
        empty=spec.scenario.parameters.empty(),
        warnings=(
            *_warnings(spec, selected, decisive.tlc_version if decisive else None),
            *_unasked(selected, results),
            *dict.fromkeys(said for result in results for said in stuck_in_words(result.stuck)),
        ),
        vacuous=next((result.vacuous for result in results if result.vacuous is not None), None),
        endless=any(result.endless for result in results),
    )


def _most_complete(results: Sequence[Result]) -> Counts | None:
    """The counts of the search that saw most, a complete one first."""
    counts = [result.counts for result in results if result.counts]
    return max(counts, key=lambda each: (each.left_on_queue == 0, each.distinct), default=None)


def _summary(result: Result) -> RunSummary:
    execution, jvm = result.run.execution, result.run.jvm
    return RunSummary(
        question=result.run.question.name,
        outcome=result.outcome,
        exit_status=execution.exit_status,
        counts=result.counts,
        seconds=execution.seconds,
        output=execution.output,
        jvm=jvm.in_words() if jvm else "",
    )


def _warnings(spec: Spec, selected: Sequence[Property], tlc_version: str | None) -> tuple[str, ...]:
    idle = idle_properties(spec)
    said = [idle[prop.name] for prop in selected if prop.name in idle]
    faults = fault_warnings(spec, selected, tlc_version) if tlc_version is not None else ()
    return (*said, *faults)


def _unproven(spec: Spec, verdicts: Sequence[PropertyVerdict]) -> Iterator[str]:
    """Say of each of the user's own properties that holds if it may be true whatever happens."""
    model = spec.scenario.model
    held = [each.property.name for each in verdicts if each.verdict == "holds"]
    for name, mutants in unproven(model, held).items():
        if not mutants:
            yield (
                f"nothing in your model shows that {name} can fail: a mutant in mutants.toml can, "
                f'with killer = "{name}"'
            )
            continue
        yield (
            f"nothing recorded shows that {name} can fail: mutant {mutants[0]} is said to show it; "
            f"'{model.command('mutate', mutants[0])}' decides, and "
            f"'{model.command('gate', '--update', '--write')}' records it"
        )


def _unasked(selected: Sequence[Property], results: Sequence[Result]) -> list[str]:
    said = [
        sentence
        for result in results
        for prop in selected
        for sentence in unasked_in_words(prop.name, result.run.spec.mc, result.unasked)
    ]
    return list(dict.fromkeys(said))


def _of_property(prop: Property, results: Sequence[Result]) -> PropertyVerdict:
    violating = [result for result in results if result.violated == prop]
    if violating:
        # A behaviour that ends in the scenario's condition says more than a merely shorter one.
        shown = max(violating, key=lambda result: result.run.question.condition is not None)
        return PropertyVerdict(prop, "violated", build_trace(shown))
    if any(prop in result.reported for result in results):
        return PropertyVerdict(prop, "violated")
    asking = [result for result in results if result.run.question.everywhere(prop)]
    # Of a complete search for all, what was not reported holds.
    if any(result.complete for result in asking):
        return PropertyVerdict(prop, "holds")
    reasons = [result.reason for result in asking if result.reason]
    reason = reasons[0] if reasons else "the time limit was reached before the search"
    return PropertyVerdict(prop, "undecided", reason=reason)


def _decisive(results: Sequence[Result], word: Word, violated: Property | None) -> Result | None:
    """Find the run whose exit status stands for the verdict, if any run was begun."""
    matching = [result for result in results if result.outcome == word]
    if violated is not None:
        matching = [result for result in matching if result.violated == violated]
    return next(iter([*matching, *results]), None)


def _counts_json(counts: Counts | None) -> dict[str, int | None]:
    """Counts with the same keys always; null where TLC gave no number."""
    keys = ("generated", "distinct", "left_on_queue", "diameter")
    return {key: getattr(counts, key, None) for key in keys}
