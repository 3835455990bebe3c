"""Checks a scenario from end to end: the stages of the program, in the order of the data."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import shlex
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.support.machine import usable_cpus
from tornfolio.support.processes import Processes
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.resumable import can_go_on, claimed, has_plan, keep_plan
from tornfolio.tlc.run_folder import new_run
from tornfolio.tlc.search import Question, jvm_for
from tornfolio.tlc.session import Ask, Progress, open_session
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.workplace import Workplace
from tornfolio.trace.clearest import clearest
from tornfolio.trace.decisive import decisive

if TYPE_CHECKING:
    from tornfolio.check.verdict import Verdict
    from tornfolio.tlc.distributed.local_worker import Machines
    from tornfolio.tlc.result import Result

__all__ = ["Crew", "check", "decide"]


class Crew(NamedTuple):
    """Who works on a check: threads, and the programs that they begin."""

    pool: ThreadPoolExecutor
    processes: Processes


def check(
    scenario: Scenario,
    *,
    tools: Toolchain,
    runs: Path,
    properties: Sequence[str] = (),
    limits: Limits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    machines: Machines | None = None,
    clear: bool = False,
) -> Verdict:
    """Check properties of a scenario, all by default, and keep everything in a new run folder.

    `on_progress` is called from several threads. With `machines`, those search all states. With
    `clear`, one more search finds the counterexample that is easiest to follow. Raises
    BadInput, ToolMissing or ToolFailed; a limit that is reached is a verdict, not an error. No
    program is left running in any case.
    """
    spec = render(scenario, remember=True)
    selected = spec.select(properties)
    return decide(
        new_run(runs, scenario.name),
        spec,
        selected,
        tools=tools,
        limits=dataclasses.replace(limits or Limits(), processors=usable_cpus()),
        on_progress=on_progress,
        machines=machines,
        clear=clear,
    )


def decide(
    folder: Path,
    spec: Spec,
    selected: Sequence[Property],
    *,
    tools: Toolchain,
    limits: Limits,
    on_progress: Callable[[Progress], None] | None = None,
    machines: Machines | None = None,
    crew: Crew | None = None,
    clear: bool = False,
) -> Verdict:
    """Decide properties of a spec in a run folder, which may have a part of that already.

    What is needed to go on after this process has ended, however it ends, is kept there as long
    as something is undecided. A `crew` of its own goes on after this. Raises BadInput, ToolMissing
    or ToolFailed.
    """
    started = time.monotonic()
    try:
        with claimed(folder), _working(crew, limits) as (pool, processes):
            place = Workplace(tools, limits, processes, folder, started)
            results = _results(spec, selected, place, pool, on_progress, machines, clear=clear)
    except ToolFailed as error:
        if not can_go_on(folder):
            raise
        steps = [error.next_step] if error.next_step else []
        raise ToolFailed(
            error.problem, "; ".join([*steps, _to_go_on(folder, spec, tools)])
        ) from None
    from tornfolio.check.run_store import store
    from tornfolio.check.verdict import judge

    seconds = time.monotonic() - started
    verdict = judge(spec, selected, results, seconds=seconds, folder=folder)
    if all(prop.verdict != "undecided" for prop in verdict.properties):
        for checkpoints in folder.glob("checkpoint_*"):
            shutil.rmtree(checkpoints, ignore_errors=True)
    elif has_plan(folder):
        notes = (*verdict.notes, _to_go_on(folder, spec, tools))
        verdict = dataclasses.replace(verdict, notes=notes)
    store(verdict)
    return verdict


@contextlib.contextmanager
def _working(crew: Crew | None, limits: Limits) -> Iterator[Crew]:
    """A crew for one check, if there is none that goes on after it."""
    if crew is not None:
        yield crew
        return
    jobs = max(1, usable_cpus() // (limits.workers or 1))
    # An error or an interrupt ends the programs first, and so the threads that wait for them.
    with ThreadPoolExecutor(max_workers=jobs + 1) as pool, Processes() as processes:
        yield Crew(pool, processes)


def _results(
    spec: Spec,
    selected: Sequence[Property],
    place: Workplace,
    pool: ThreadPoolExecutor,
    on_progress: Callable[[Progress], None] | None,
    machines: Machines | None,
    *,
    clear: bool,
) -> list[Result]:
    """What all runs have decided; none where the time was over before the first."""
    with open_session(spec, place, on_progress, resumable=True) as ask:
        if ask is None:
            return []
        if not has_plan(place.folder):
            keep_plan(place.folder, spec, selected, place.limits, place.tools)
        if machines is None:
            results = _decide(spec, selected, ask, pool, place)
            shown = clearest if clear else decisive
            return [shown(result, ask) for result in results]
        from tornfolio.tlc.distributed.decide import Searches, decide_distributed

        report = on_progress or (lambda progress: None)
        searches = Searches(spec, machines, place, report)
        found = decide_distributed(selected, ask, pool, searches)
        return [decisive(result, ask) for result in found]


def _to_go_on(folder: Path, spec: Spec, tools: Toolchain) -> str:
    """Say how to go on: with the tools and the model that were chosen for the check."""
    chosen = {"--spec-dir": spec.scenario.model.own}
    chosen |= {tool.origin: tool.path for tool in (tools.java, tools.jar)}
    options = [
        word
        for option, path in chosen.items()
        if path is not None and option.startswith("--")
        for word in (option, str(path))
    ]
    command = shlex.join(["tornfolio", "resume", str(folder), *options])
    return f"'{command}' goes on with this check"


def _decide(
    spec: Spec,
    selected: Sequence[Property],
    ask: Ask,
    pool: ThreadPoolExecutor,
    place: Workplace,
) -> list[Result]:
    """Put questions to TLC until every selected property is decided.

    One search of all states decides all safety properties together. With one worker it also gives
    TLC's shortest counterexample: to the scenario's own property, in its condition. With several
    that comes from a second search, which ends at the first violation, as does one to another
    property. Each liveness property has a search of its own, which cannot say who never acts: if
    there are no others, one more does. They run beside each other where there are processors for
    them.
    """
    safety = tuple(prop for prop in selected if prop.kind == "safety")
    liveness = tuple(prop for prop in selected if prop.kind == "liveness")
    pending: list[Future[list[Result]]] = []
    place.processes.begun.clear()
    if safety:
        pending.append(pool.submit(_safety, spec, safety, place.limits, ask, pool))
    for prop in liveness:
        pending.append(pool.submit(_alone, ask, Question(prop.name, (prop,))))
    if liveness and not safety:
        pending.append(pool.submit(_alone, ask, Question("acts", (), acts=True)))
    # While TLC searches there is time to load what its answers need.
    _await_a_search(pending, place.processes)
    for module in ("tlc.result", "check.run_store", "check.verdict"):
        importlib.import_module(f"tornfolio.{module}")
    # The first error ends the block and with it all other searches.
    for future in as_completed(pending):
        future.result()
    return [result for future in pending for result in future.result()]


def _await_a_search(pending: Sequence[Future[list[Result]]], processes: Processes) -> None:
    """Wait until TLC has been started, or a question is answered without it."""
    for future in pending:
        future.add_done_callback(lambda _: processes.begun.set())
    if pending:
        processes.begun.wait()


def _safety(
    spec: Spec,
    properties: tuple[Property, ...],
    limits: Limits,
    ask: Ask,
    pool: ThreadPoolExecutor,
) -> list[Result]:
    own = next((prop for prop in properties if prop.name == spec.scenario.property_name), None)
    condition = spec.scenario.condition
    in_condition = Question("condition", (own,), condition) if own and condition else None
    if len(properties) == 1:
        found = _alone(ask, in_condition) if in_condition else []
        violated_there = any(result.violated for result in found)
        return found if violated_there else [*found, ask(Question("safety", properties, acts=True))]
    question = Question("safety", properties, watch=True)
    if own and jvm_for(spec, question, limits).workers == 1:
        question = Question("safety", properties, condition, watch=True, shown=own)
    beside = pool.submit(ask, in_condition) if in_condition and not question.shown else None
    everything = ask(question)
    results = [everything] + ([beside.result()] if beside else [])
    violated = everything.reported
    # A search that went on from a checkpoint shows nothing that it finds later.
    lost = everything.went_on and question.shown in violated and not everything.violated
    if lost and in_condition:
        results.append(ask(in_condition))
    if violated and not any(result.violated for result in results):
        # The scenario's own property first, else the first in the model's order.
        first = own if own in violated else violated[0]
        results.append(ask(Question("counterexample", (first,))))
    return results


def _alone(ask: Ask, question: Question) -> list[Result]:
    return [ask(question)]
