"""Asks TLC which property notices each of the small mistakes in the templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.explore.survey import Survey, survey_all
from tornfolio.model.folders import Model
from tornfolio.model.mutants import Mutant, mutated
from tornfolio.model.properties import own_properties
from tornfolio.model.render import render
from tornfolio.support.errors import BadInput
from tornfolio.tla.tokens import same_code
from tornfolio.tlc.batch import Tlc

__all__ = [
    "Finding",
    "finding_of",
    "run_mutants",
    "silent_properties",
]

_MOST_NAMED = 3


@dataclass(frozen=True)
class Finding:
    """What TLC said of a mutant: the properties that it violates and the unchanged model does not.

    "killed": its killer is among them. "survived": none is. "excused": none is, and there is a
    reason. "other": other properties than its killer. "undecided": a limit was reached first, and
    `limit` says which.
    """

    mutant: Mutant
    word: Literal["killed", "survived", "excused", "other", "undecided"]
    killed_by: tuple[str, ...]
    limit: str = ""

    @property
    def expected(self) -> bool:
        """Tell whether it went as the catalogue says."""
        return self.word in ("killed", "excused")

    @property
    def in_words(self) -> str:
        """Say who was to notice the mutant, and who does."""
        wanted = f"{self.mutant.killer or 'nothing'} was to notice it"
        some, more = self.killed_by[:_MOST_NAMED], len(self.killed_by) - _MOST_NAMED
        *first, last = [*some, f"{more} more"] if more > 0 else some or ("nothing",)
        noticed = f"{', '.join(first)} and {last}" if first else last
        several = len(self.killed_by) > 1
        if self.word == "undecided":
            return f"{wanted}, and that is not decided: {self.limit or 'a limit was reached'}"
        if self.word in ("other", "survived"):
            return f"{wanted}, and {noticed} {'do' if several else 'does'}"
        return f"{noticed} {'notice' if several else 'notices'} it"

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        return {
            "mutant": self.mutant.name,
            "template": self.mutant.template,
            "scenario": self.mutant.scenario.name,
            "killer": self.mutant.killer,
            "verdict": self.word,
            "killed_by": list(self.killed_by),
            "reason": self.mutant.reason,
        }


def run_mutants(
    mutants: Sequence[Mutant],
    tlc: Tlc,
) -> list[Finding]:
    """Check each mutant, and the unchanged model beside it. Raises BadInput or ToolFailed.

    `jobs` are as many at a time, `budget` the seconds for all of them: what is left is undecided.
    """
    unchanged = {mutant.scenario: render(mutant.scenario) for mutant in mutants}
    changed = [mutated(mutant, unchanged[mutant.scenario]) for mutant in mutants]
    for mutant, spec in zip(mutants, changed, strict=True):
        if same_code(spec.tla, unchanged[mutant.scenario].tla):
            raise BadInput(
                f"mutant {mutant.name} changes nothing of {mutant.scenario.name} but comments",
                "change a step, or name a scenario in which its text is rendered",
            )
    # By the mutant alone, so that it is killed by the same properties whatever runs beside it.
    temporal: set[int] = set()
    for mutant, spec in zip(mutants, changed, strict=True):
        if mutant.killer in {prop.name for prop in spec.properties if prop.kind == "liveness"}:
            temporal |= {id(spec), id(unchanged[mutant.scenario])}
    surveys = survey_all(
        [*unchanged.values(), *changed],
        tlc,
        liveness=lambda spec: id(spec) in temporal,
    )
    before = dict(zip(unchanged, surveys, strict=False))
    after = surveys[len(unchanged) :]
    return [
        finding_of(mutant, before[mutant.scenario], found)
        for mutant, found in zip(mutants, after, strict=True)
    ]


def finding_of(mutant: Mutant, before: Survey, after: Survey) -> Finding:
    """Judge a mutant by the surveys of the unchanged model and of the mutated one."""
    new = tuple(name for name in after.violated if name not in before.violated)
    # What was not decided of the unchanged model may be violated there as well.
    killed_by = tuple(name for name in new if before.verdicts.get(name) == "holds")
    if mutant.killer in killed_by:
        return Finding(mutant, "killed", killed_by)
    if "undecided" in [*before.verdicts.values(), *after.verdicts.values()]:
        return Finding(mutant, "undecided", killed_by, before.reason or after.reason)
    if killed_by:
        return Finding(mutant, "other", killed_by)
    return Finding(mutant, "excused" if mutant.reason else "survived", ())


def silent_properties(findings: Sequence[Finding], model: Model) -> tuple[str, ...]:
    """The user's own invariants that notice none of some mutants: perhaps nothing violates them.

    Empty if one of the mutants was not decided.
    """
    if any(found.word == "undecided" for found in findings):
        return ()
    noticing = {name for found in findings for name in found.killed_by}
    return tuple(
        prop.name
        for prop in own_properties(model)
        if prop.kind == "safety" and prop.name not in noticing
    )
