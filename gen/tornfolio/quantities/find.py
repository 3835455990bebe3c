"""Lets TLC search all states of a scenario and tell of each what the quantities are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.model.switches import cpus
from tornfolio.quantities.chain import Chain, read_chain, read_seen
from tornfolio.quantities.observer import observer_name, observer_text
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.result import Result
from tornfolio.tlc.run_folder import new_run
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Progress, lone_session
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["Found", "find_chain"]

# The properties that a quantity of its own is about.
_ASKED = ("NotTornByReclaim", "PtlFromPte0", "NoExtraFaults")


@dataclass(frozen=True)
class Found:
    """A search for a chain: `chain` is None if a limit ended it, and `reason` says which.

    `asked` names the properties that TLC has looked at in each state; `result` is TLC's, None if
    the search did not begin.
    """

    chain: Chain | None
    reason: str
    asked: tuple[str, ...]
    folder: Path
    result: Result | None = None


def find_chain(
    scenario: Scenario,
    *,
    tools: Toolchain,
    runs: Path,
    limits: Limits | None = None,
    every_property: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Found:
    """Let TLC search all states, one worker as they are numbered, and read them as a chain.

    TLC looks at the properties that quantities are about and the scenario's own, or at every
    safety property. Raises BadInput, ToolMissing or ToolFailed; no program is left running.
    """
    if scenario.parameters.granularity != "fine":
        raise BadInput(
            f"{scenario.name} has granularity={scenario.parameters.granularity}, where one step "
            "stands for many, so nothing can be said about time",
            "add --set granularity=fine, and choose fewer pages",
        )
    spec = render(scenario)
    asked = _asked(spec, every=every_property)
    folder = new_run(runs, scenario.name)
    actors = cpus(scenario.parameters)
    names = [name for several in actors.values() for name in several]
    observer = observer_name(spec)
    lone = replace(limits or Limits(), workers=1)
    with lone_session(spec, tools, lone, folder, on_progress) as ask:
        text = observer_text(spec, names, asked)
        (folder / f"{observer}.tla").write_text(text, encoding="utf-8", newline="\n")
        question = Question("quantities", (), dump=True, acts=True, observer=observer)
        result = ask(question) if ask else None
    if result is None or not result.complete:
        reason = result.reason if result else "the time limit was reached"
        return Found(None, reason, asked, folder, result)
    return Found(_read(result, spec), "", asked, folder, result)


def _asked(spec: Spec, *, every: bool) -> tuple[str, ...]:
    """The safety properties to look at, in the order of the catalogue."""
    wanted = {*_ASKED, spec.scenario.property_name}
    return tuple(
        prop.name
        for prop in spec.properties
        if prop.kind == "safety" and (every or prop.name in wanted)
    )


def _read(result: Result, spec: Spec) -> Chain:
    run = result.run
    labels = {
        label: (action.process, action.primitive)
        for label, action in spec.annotations.actions.items()
    }
    try:
        with run.execution.output.open(encoding="utf-8", errors="replace") as lines:
            seen = read_seen(lines)
        with run.dump.open(encoding="utf-8", errors="replace") as lines:
            chain = read_chain(
                lines, seen, spec.scenario, cpus(spec.scenario.parameters), labels, str(run.dump)
            )
    except OSError as error:
        raise ToolFailed(f"{error.filename} cannot be read: {error.strerror}") from None
    if result.counts is None or result.counts.distinct != chain.states:
        raise ToolFailed(
            f"{run.dump} has {chain.states} states, and TLC counted others",
            "make room there and run again",
        )
    return chain
