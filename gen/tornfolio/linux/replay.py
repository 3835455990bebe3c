"""Replays a counterexample of TLC in the C of a tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.linux.build import Program, build
from tornfolio.linux.follow import Followed, Parted, follow
from tornfolio.linux.program_places import program_places
from tornfolio.linux.schedule import Access
from tornfolio.linux.scope import check_scope, kinds_of, program_settings
from tornfolio.linux.stepping import Stepping
from tornfolio.linux.steps import Place, labels_of, places_of
from tornfolio.linux.tree import Tree
from tornfolio.model.render import DEFAULT_CONDITION, render
from tornfolio.model.scenario import Scenario
from tornfolio.support.processes import Processes
from tornfolio.tlc.run_folder import new_run
from tornfolio.trace.trace import Trace

__all__ = ["Replay", "replay"]


@dataclass(frozen=True)
class Replay:
    """How far the C of a tree went along a counterexample; `parted` is None if to its end.

    `places` are those of the addresses that accesses return to, `table` those of the labels whose
    function is the tree's in this program.
    """

    scenario: Scenario
    tree: Tree
    program: Program
    trace: Trace
    steps: tuple[Followed, ...]
    parted: Parted | None
    places: Mapping[int, Place]
    table: Mapping[str, Place]
    folder: Path

    @property
    def with_access(self) -> int:
        """Count the steps of the model that are accesses in the C."""
        return sum(bool(each.accesses) for each in self.steps)

    def place_of(self, followed: Followed) -> Place | None:
        """The place of a step: of its label in the tree, or else of its last access."""
        if followed.accesses and followed.step.action in self.table:
            return self.table[followed.step.action]
        where = [self.places[a.pc] for a in followed.accesses if a.pc in self.places]
        return where[-1] if where else None

    def to_json(self) -> dict[str, Any]:
        """The replay as JSON has it."""
        return {
            "scenario": self.scenario.name,
            "tree": self.tree.to_json(),
            "parameters": self.scenario.parameters.to_json(),
            "property": self.trace.property,
            "functions": [each.to_json() for each in self.program.functions],
            "options_taken_as_not_set": list(self.program.unset),
            "followed": self.parted is None,
            "parted": (
                None
                if self.parted is None
                else {"step": self.parted.step.number, "action": self.parted.step.action,
                      "reason": self.parted.why}
            ),
            "steps": [self._step_to_json(each) for each in self.steps],
            "run_dir": str(self.folder),
        }  # fmt: skip

    def _step_to_json(self, followed: Followed) -> dict[str, Any]:
        step, place = followed.step, self.place_of(followed)
        return {
            "step": step.number,
            "actor": step.actor,
            "action": step.action,
            "function": place.function if place else step.function,
            "primitive": step.primitive,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "passed_over": followed.how,
            "accesses": [self._access_to_json(each) for each in followed.accesses],
        }

    def _access_to_json(self, access: Access) -> dict[str, Any]:
        place = self.places.get(access.pc)
        return {
            "what": access.what,
            "name": access.name,
            "address": access.address,
            "function": place.function if place else None,
            "file": place.file if place else None,
            "line": place.line if place else None,
        }


def replay(scenario: Scenario, trace: Trace, tree: Tree, *, cc: str | None, runs: Path) -> Replay:
    """Drive the C of a tree along a counterexample of a scenario.

    Raises BadInput for a scenario or a tree that does not fit, ToolMissing, ToolFailed.
    """
    check_scope(scenario, tree, patched=True)
    condition = scenario.condition or DEFAULT_CONDITION
    settings = program_settings(scenario, condition)
    cpus = {"reclaim": 0} | {
        str(name): int(key.removeprefix("name"))
        for key, name in settings.items()
        if key.startswith("name") and key.removeprefix("name").isdigit()
    }
    folder = new_run(runs, f"linux-{scenario.name}")
    with Processes() as processes:
        program = build(tree, kinds_of(scenario.parameters), cc=cc, processes=processes)
        known: dict[int, Place] = {}

        def function_of(pc: int) -> str:
            if pc not in known:
                known.update(program_places(program, tree, frozenset({pc})))
            return known[pc].function if pc in known else ""

        labels = labels_of(render(scenario))
        stepping = Stepping(program.path, processes, folder / "replay.txt", settings)
        steps, parted = follow(stepping, trace, labels, cpus, function_of)
        stepping.end()
    theirs = {each.name for each in program.functions if each.whose == "tree"}
    return Replay(
        scenario=scenario,
        tree=tree,
        program=program,
        trace=trace,
        steps=tuple(steps),
        parted=parted,
        places=program_places(
            program, tree, frozenset(a.pc for each in steps for a in each.accesses)
        ),
        table=places_of(tree, [each for each in labels.values() if each.function in theirs]),
        folder=folder,
    )
