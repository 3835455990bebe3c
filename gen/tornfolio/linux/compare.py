"""Asks the same points of TLC and of the C of a tree, and says where the two differ."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

from tornfolio.explore.outcomes import Outcome
from tornfolio.explore.survey import Survey, survey_all
from tornfolio.linux.answer import Answer, ask
from tornfolio.linux.asked import why_not_asked
from tornfolio.linux.probes import fitting, probe
from tornfolio.linux.scope import check_scope
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import Tree
from tornfolio.model.folders import Model
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario, load_scenario
from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.tlc.argv import Limits as TlcLimits
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.run_folder import new_run
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["Compared", "Comparison", "compare", "grid_points"]


@dataclass(frozen=True)
class Explanation:
    """Why points differ, and in what they may; see explained.toml."""

    name: str
    reason: str
    scenario: str
    writers: tuple[str, ...]
    settings: tuple[str, ...]
    needs: tuple[str, ...]
    only_tlc: bool
    only_c: bool
    kept: bool
    verdicts: tuple[str, ...]

    def explains(self, point: Compared, tree: Tree) -> bool:
        """Tell whether all in which a point differs in this tree is due to this."""
        return (
            self.scenario in ("", point.scenario.name)
            and set(self.writers) <= set(point.scenario.parameters.kinds)
            and set(self.settings) <= set(point.settings)
            and all(probe(tree, need) for need in self.needs)
            and (self.only_tlc or not point.only_tlc)
            and (self.only_c or not point.only_c)
            and (not self.kept or all(each.folio != "reclaimed" for each in point.only_c))
            and set(point.verdicts) <= set(self.verdicts)
        )


@dataclass(frozen=True)
class Compared:
    """One point, asked of both: the final states and properties in which they differ, and why.

    `undecided` says which limit ended one of the searches: then nothing is compared.
    """

    scenario: Scenario
    settings: tuple[str, ...]
    only_tlc: tuple[Outcome, ...]
    only_c: tuple[Outcome, ...]
    verdicts: Mapping[str, tuple[str, str]]
    schedules: Mapping[Outcome, str]
    reason: str = ""
    undecided: str = ""

    @property
    def same(self) -> bool:
        """Tell whether both say the same."""
        return not (self.undecided or self.only_tlc or self.only_c or self.verdicts)

    def to_json(self) -> dict[str, Any]:
        """The point as JSON has it."""
        return {
            "scenario": self.scenario.name,
            "parameters": self.scenario.parameters.to_json(),
            "settings": list(self.settings),
            "same": self.same,
            "only_tlc": [each.to_json() for each in self.only_tlc],
            "only_c": [
                each.to_json() | {"schedule": self.schedules.get(each, "")} for each in self.only_c
            ],
            "verdicts": {name: {"tlc": tlc, "c": c} for name, (tlc, c) in self.verdicts.items()},
            "reason": self.reason,
            "undecided": self.undecided,
        }


@dataclass(frozen=True)
class Comparison:
    """All points of a comparison; `stale` are explanations that no longer explain anything."""

    tree: Tree
    points: tuple[Compared, ...]
    left_out: int
    stale: tuple[str, ...]
    mini: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()

    @property
    def unexplained(self) -> tuple[Compared, ...]:
        """The points that differ and nobody knows why."""
        return tuple(
            each for each in self.points if not (each.same or each.reason or each.undecided)
        )

    @property
    def undecided(self) -> tuple[Compared, ...]:
        """The points of which not all is known."""
        return tuple(each for each in self.points if each.undecided)

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON has it."""
        return {
            "tree": self.tree.to_json(),
            "points": [each.to_json() for each in self.points],
            "left_out": self.left_out,
            "stale": list(self.stale),
            "mini": list(self.mini),
            "options_taken_as_not_set": list(self.unset),
            "same": sum(each.same for each in self.points),
            "unexplained": len(self.unexplained),
            "undecided": len(self.undecided),
        }


def grid_points() -> list[tuple[str, tuple[str, ...]]]:
    """The points of the grid that is kept: a scenario and settings. Raises BadInput."""
    points = []
    for block in _kept("grid.toml")["block"]:
        axes = {key: list(values) for key, values in block["axes"].items()}
        for values in product(*axes.values()):
            settings = tuple(
                f"{key}={value}" for key, value in zip(axes, values, strict=True) if value != "-"
            )
            points.append((block["scenario"], settings))
    return list(dict.fromkeys(points))


def compare(
    tree: Tree,
    points: Sequence[tuple[str, tuple[str, ...]]],
    *,
    whole_grid: bool,
    cc: str | None,
    runs: Path,
    limits: Limits,
    tools: Toolchain,
    model: Model | None = None,
    on_progress: Callable[[str, int], None] | None = None,
) -> Comparison:
    """Ask points of TLC and of C.

    Points of the grid that cannot be asked of this tree are left out and counted; others raise
    BadInput.
    """
    asked: list[tuple[Scenario, tuple[str, ...]]] = []
    left_out = 0
    for name, settings in points:
        try:
            scenario = load_scenario(
                name, fitting(tree, settings) if whole_grid else settings, model
            )
            check_scope(scenario, tree, patched=not whole_grid)
        except (RuleBroken, BadInput):
            if not whole_grid:
                raise
            left_out += 1
            continue
        asked.append((scenario, settings))
    told = on_progress or (lambda side, done: None)
    surveys = survey_all(
        [render(scenario) for scenario, _ in asked],
        Tlc(tools, _of_tlc(limits), on_progress=lambda done, spec: told("TLC", done)),
        liveness=lambda spec: False,
    )
    explanations = list(_explanations())
    folder = new_run(runs, "linux-compare")
    used: set[str] = set()
    compared = []
    mini: dict[str, None] = {}
    unset: dict[str, None] = {}
    for number, ((scenario, settings), survey) in enumerate(zip(asked, surveys, strict=True), 1):
        answer = ask(scenario, tree, cc=cc, runs=folder, limits=limits)
        mini |= {each.name: None for each in answer.functions if each.whose == "mini"}
        unset |= dict.fromkeys(answer.program.unset)
        told("C", number)
        compared.append(_compared(scenario, settings, survey, answer, tree, explanations, used))
    stale = tuple(
        each.name
        for each in explanations
        if whole_grid
        and not any(each.undecided for each in compared)
        and each.name not in used
        and all(probe(tree, need) for need in each.needs)
    )
    return Comparison(tree, tuple(compared), left_out, stale, tuple(mini), tuple(unset))


def _compared(
    scenario: Scenario,
    settings: tuple[str, ...],
    survey: Survey,
    answer: Answer,
    tree: Tree,
    explanations: Sequence[Explanation],
    used: set[str],
) -> Compared:
    if not survey.complete or answer.reason:
        why = survey.reason or answer.reason or "the search was not complete"
        return Compared(scenario, settings, (), (), {}, {}, undecided=why)
    found_in_c = {_comparable(each, answer): each for each in answer.outcomes}
    tlc, c = {_comparable(each, answer) for each in survey.outcomes}, set(found_in_c)
    said = {each.name: each.verdict for each in answer.properties}
    verdicts = {
        name: (str(word), str(said[name]))
        for name, word in survey.verdicts.items()
        if name in said and not why_not_asked(name, scenario.model) and word != said[name]
    }
    own = {
        each.name: ("not in the model", str(each.verdict))
        for each in answer.properties
        if each.name not in survey.verdicts and each.verdict == "violated"
    }
    found = Compared(
        scenario=scenario,
        settings=settings,
        only_tlc=tuple(sorted(tlc - c)),
        only_c=tuple(sorted(c - tlc)),
        verdicts=verdicts | own,
        schedules={each: answer.outcomes[found_in_c[each]].moves for each in c - tlc},
    )
    if found.same:
        return found
    for each in explanations:
        if each.explains(found, tree):
            used.add(each.name)
            return Compared(**{**vars(found), "reason": each.reason})
    return found


def _of_tlc(limits: Limits) -> TlcLimits:
    """The same limits for a search of TLC, whose heap has a size of its own."""
    return TlcLimits(timeout=limits.seconds, max_states=limits.states)


def _comparable(outcome: Outcome, answer: Answer) -> Outcome:
    """A final state without a condition that is not looked at in C."""
    return replace(outcome, condition=False) if answer.no_condition else outcome


def _explanations() -> Iterator[Explanation]:
    for name, table in _kept("explained.toml").items():
        yield Explanation(
            name=name,
            reason=" ".join(table["reason"].split()),
            scenario=table.get("scenario", ""),
            writers=tuple(table.get("writers", ())),
            settings=tuple(table.get("settings", ())),
            needs=tuple(table.get("needs", ())),
            only_tlc=table.get("only_tlc", False),
            only_c=table.get("only_c", False),
            kept=table.get("kept", False),
            verdicts=tuple(table.get("verdicts", ())),
        )


def _kept(name: str) -> dict[str, Any]:
    return tomllib.loads((files("tornfolio.linux") / name).read_text("utf-8"))
