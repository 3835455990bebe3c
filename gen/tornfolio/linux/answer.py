"""Asks the C of a tree what a scenario asks of the model: properties and final states."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tornfolio.explore.outcomes import Outcome, observe
from tornfolio.linux.asked import why_no_condition, why_not_asked
from tornfolio.linux.build import Program, build
from tornfolio.linux.finals import outcome_of
from tornfolio.linux.program_places import with_last_accesses
from tornfolio.linux.schedule import Finding, Searched
from tornfolio.linux.scope import (
    check_scope,
    check_tables,
    kinds_of,
    program_settings,
    writer_names,
)
from tornfolio.linux.search import Limits, Progress, search
from tornfolio.linux.source import Function
from tornfolio.linux.tree import Tree
from tornfolio.model.folders import Model
from tornfolio.model.properties import Property
from tornfolio.model.render import DEFAULT_CONDITION, properties_of
from tornfolio.model.scenario import Scenario
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import did_you_mean, shown
from tornfolio.support.processes import Processes
from tornfolio.tlc.run_folder import new_run

if TYPE_CHECKING:
    from tornfolio.check.verdict import Word

__all__ = ["OWN", "Answer", "Judged", "ask"]

# What is found beside the model's properties.
OWN = {
    "NoCrash": "No function crashes, and no assertion of the kernel fails.",
    "NoEscape": "No function touches memory that is not its own and not shared here.",
    "NoDeadlock": "No CPU waits for ever for a lock.",
    "NoLivelock": "From each state some schedule comes to its end.",
    "NoEndlessStep": "No function runs on for ever without touching shared memory.",
    "NoWarning": "No warning of the kernel is given.",
}
# Where one of these is violated the CPU stops, and what it would have done next nobody sees.
_CUTTING = ("NoCrash", "NoEscape", "NoEndlessStep")


@dataclass(frozen=True)
class Judged:
    """One property of C: what is known of it, and the schedule that violates it."""

    name: str
    sentence: str
    verdict: Word
    reason: str = ""
    finding: Finding | None = None


@dataclass(frozen=True)
class Answer:
    """What all schedules of a tree's functions show for one scenario."""

    scenario: Scenario
    tree: Tree
    program: Program
    condition: str
    properties: tuple[Judged, ...]
    found: Searched
    outcomes: Mapping[Outcome, Finding]
    seconds: float
    folder: Path

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions that ran, the tree's and ours."""
        return self.program.functions

    @property
    def words(self) -> tuple[Word, ...]:
        """The word of each property."""
        return tuple(each.verdict for each in self.properties)

    @property
    def verdict(self) -> Word:
        """The verdict of all properties together."""
        if "violated" in self.words:
            return "violated"
        return "undecided" if "undecided" in self.words else "holds"

    @property
    def not_asked(self) -> dict[str, str]:
        """The model's properties that C is not asked for, and why; none if some were named."""
        if not OWN.keys() <= {each.name for each in self.properties}:
            return {}
        there = [prop.name for prop in properties_of(self.scenario)]
        model = self.scenario.model
        return {name: why for name in there if (why := why_not_asked(name, model))}

    @property
    def no_condition(self) -> str:
        """Say why the condition is not looked at in C, "" if it is."""
        return why_no_condition(self.condition, self.scenario.model)

    @property
    def cut_short(self) -> tuple[Judged, ...]:
        """The findings behind which there is no final state, as the CPU that has them stops."""
        return tuple(
            each for each in self.properties if each.name in _CUTTING and each.finding is not None
        )

    @property
    def vacuous(self) -> tuple[str, ...] | None:
        """The CPUs that act in no schedule, by the model's names; None if not all were seen."""
        if not self.found.decided:
            return None
        names = ("reclaim", *writer_names(self.scenario.parameters))
        return tuple(name for cpu, name in enumerate(names) if cpu not in self.found.seen)

    @property
    def final_states(self) -> dict[Outcome, int]:
        """The outcomes with the number of distinct final states that show each."""
        return {outcome: finding.states for outcome, finding in self.outcomes.items()}

    @property
    def reason(self) -> str:
        """Say why not all schedules were seen, "" if they were."""
        why = self.found.why
        return f"the limit of {why} was reached" if why is not None else ""

    @property
    def counts(self) -> tuple[int, int]:
        """In how many final states the condition holds, and in how many not; 0 if none knows."""
        if self.no_condition:
            return 0, 0
        positive = sum(n for each, n in self.final_states.items() if each.condition)
        return positive, sum(self.final_states.values()) - positive

    @property
    def observation(self) -> str:
        """Say in herd7's words how often the condition holds."""
        if self.no_condition:
            return "Undecided"
        return observe(self.final_states, complete=self.found.decided)

    def to_json(self, *, outcomes: bool) -> dict[str, Any]:
        """The answer as JSON has it, as `check` or `outcomes` would, and what is of C."""
        common: dict[str, Any] = {
            "scenario": self.scenario.name,
            "tree": self.tree.to_json(),
            "parameters": self.scenario.parameters.to_json(),
            "functions": [each.to_json() for each in self.functions],
            "options_taken_as_not_set": list(self.program.unset),
            "states": self.found.states,
            "steps": self.found.steps,
            "schedules": self.found.schedules,
            "seconds": round(self.seconds, 3),
            "search_seconds": round(self.found.seconds, 3),
            "compiler": self.program.compiler,
            "reason": self.reason,
            "vacuous": None if self.vacuous is None else list(self.vacuous),
            "run_dir": str(self.folder),
        }
        if outcomes:
            positive, negative = self.counts
            unknown = {"condition": None} if self.no_condition else {}
            return common | {
                "condition": self.condition,
                "condition_not_asked": self.no_condition,
                "outcomes": [
                    each.to_json() | {"states": n} | unknown
                    for each, n in self.final_states.items()
                ],
                "observation": self.observation,
                "cut_short": {each.name: each.reason for each in self.cut_short},
                "positive": positive,
                "negative": negative,
            }
        first = self.shown
        return common | {
            "verdict": self.verdict,
            "properties": {each.name: each.verdict for each in self.properties},
            "not_asked": self.not_asked,
            "reasons": {each.name: each.reason for each in self.properties if each.reason},
            "violated_property": first.name if first else None,
        }

    @property
    def shown(self) -> Judged | None:
        """The violated property to show: the scenario's own first."""
        violated = [each for each in self.properties if each.finding is not None]
        own = [each for each in violated if each.name == self.scenario.property_name]
        return next(iter([*own, *violated]), None)


def ask(
    scenario: Scenario,
    tree: Tree,
    *,
    cc: str | None,
    runs: Path,
    limits: Limits,
    properties: Sequence[str] = (),
    schedules: Literal["all", "violated", "none"] = "none",
    ptrs_per_pte: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
) -> Answer:
    """Compile the tree's functions and run them under all schedules.

    Raises BadInput for a scenario or a tree that does not fit, ToolMissing, ToolFailed.
    """
    started = time.monotonic()
    check_scope(scenario, tree, patched=True)
    check_tables(scenario, ptrs_per_pte)
    asked = _asked(scenario, properties)
    condition = scenario.condition or DEFAULT_CONDITION
    folder = new_run(runs, f"linux-{scenario.name}")
    with Processes() as processes:
        program = build(tree, kinds_of(scenario.parameters), cc=cc, processes=processes)
        settings = program_settings(scenario, condition, ptrs_per_pte)
        found = search(
            program.path,
            processes,
            folder / "schedules.jsonl",
            settings=settings,
            limits=limits,
            schedules=schedules,
            count=True,
            on_progress=on_progress,
        )
        found = with_last_accesses(found, program, tree, settings, processes, folder)
    outcomes = {outcome_of(each.text): each for each in found.finals}
    return Answer(
        scenario=scenario,
        tree=tree,
        program=program,
        condition=condition,
        properties=tuple(_judge(scenario.model, asked, properties, found)),
        found=found,
        outcomes={each: outcomes[each] for each in sorted(outcomes)},
        seconds=time.monotonic() - started,
        folder=folder,
    )


def _asked(scenario: Scenario, names: Sequence[str]) -> tuple[Property, ...]:
    there = {prop.name: prop for prop in properties_of(scenario)}
    if taken := sorted(OWN.keys() & there.keys()):
        raise BadInput(
            f"{taken[0]} is a property of your model and what is found of C beside it",
            "give your property another name",
        )
    for name in names:
        if name not in there and name not in OWN:
            raise BadInput(
                f"unknown property {shown(name)}{did_you_mean(name, [*there, *OWN])}",
                f"use one of {', '.join([*there, *OWN])}",
            )
    return tuple(prop for prop in there.values() if not names or prop.name in names)


def _judge(
    model: Model, asked: Sequence[Property], names: Sequence[str], found: Searched
) -> list[Judged]:
    """Judge the model's properties that C can be asked for, and what the engine finds by itself.

    What cuts a search short is told whatever was asked: the rest may hold for want of a behaviour.
    """
    findings = {each.property: each for each in found.violated}
    judged = []
    for prop in asked:
        why = why_not_asked(prop.name, model)
        if not why:
            judged.append(_of(prop.name, prop.sentence, findings, found))
        elif prop.name in names:
            judged.append(Judged(prop.name, prop.sentence, "undecided", why))
    cut = [name for name in _CUTTING if name in findings]
    own = [name for name in OWN if not names or name in names or name in cut]
    return judged + [_of(name, OWN[name], findings, found) for name in own]


def _of(name: str, sentence: str, findings: dict[str, Finding], found: Searched) -> Judged:
    if name in findings:
        return Judged(name, sentence, "violated", findings[name].text, findings[name])
    if found.why is not None:
        return Judged(name, sentence, "undecided", f"the limit of {found.why} was reached")
    return Judged(name, sentence, "holds")
