"""Checks a scenario from end to end: the stages of the program, in the order of the data."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from tornfolio.command import Limits
from tornfolio.execute import usable_cpus
from tornfolio.properties import Property
from tornfolio.render import Spec, render
from tornfolio.result import Result
from tornfolio.run import Question
from tornfolio.runs import new_run, store
from tornfolio.scenario import Scenario
from tornfolio.session import Ask, Progress, open_session
from tornfolio.toolchain import Toolchain
from tornfolio.verdict import Verdict, judge

__all__ = ["check", "decide"]


def check(
    scenario: Scenario,
    *,
    tools: Toolchain,
    runs: Path,
    properties: Sequence[str] = (),
    limits: Limits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Verdict:
    """Check properties of a scenario, all by default, and keep everything in a new run folder.

    `on_progress` is called from several threads. Raises BadInput, ToolMissing or ToolFailed; a
    limit that is reached is a verdict, not an error. No program is left running in any case.
    """
    started = time.monotonic()
    limits = limits or Limits()
    spec = render(scenario)
    selected = spec.select(properties)
    folder = new_run(runs, scenario.name)
    with open_session(
        spec, tools=tools, folder=folder, limits=limits, on_progress=on_progress
    ) as ask:
        results = decide(spec, selected, ask, limits.workers) if ask else []
    verdict = judge(spec, selected, results, seconds=time.monotonic() - started, folder=folder)
    store(verdict)
    return verdict


def decide(spec: Spec, selected: Sequence[Property], ask: Ask, workers: int = 1) -> list[Result]:
    """Put questions to TLC until every selected property is decided.

    One search of all states decides all safety properties together. TLC's shortest counterexample
    comes from a second search, which ends at the first violation: of the scenario's own property,
    in its condition, as long as that is violated. Each liveness property has a search of its own.
    They run beside each other where there are processors for them.
    """
    safety = tuple(prop for prop in selected if prop.kind == "safety")
    liveness = tuple(prop for prop in selected if prop.kind == "liveness")
    jobs = max(1, usable_cpus() // workers)
    with ThreadPoolExecutor(max_workers=jobs + 1) as pool:
        pending: list[Future[list[Result]]] = []
        if safety:
            pending.append(pool.submit(_safety, spec, safety, ask, pool))
        for prop in liveness:
            pending.append(pool.submit(_alone, ask, Question(prop.name, (prop,))))
        # The first error ends the block and with it all other searches.
        for future in as_completed(pending):
            future.result()
        return [result for future in pending for result in future.result()]


def _safety(
    spec: Spec, properties: tuple[Property, ...], ask: Ask, pool: ThreadPoolExecutor
) -> list[Result]:
    own = next((prop for prop in properties if prop.name == spec.scenario.property_name), None)
    condition = spec.scenario.condition
    shown: Future[Result] | None = None
    if own is not None and condition:
        shown = pool.submit(ask, Question("condition", (own,), condition))
    elif len(properties) == 1:
        return _alone(ask, Question("safety", properties))
    everything = ask(Question("safety", properties, watch=True))
    results = [everything] + ([shown.result()] if shown else [])
    violated = everything.reported
    if violated and not (shown and shown.result().violated):
        # The scenario's own property first, else the first in the model's order.
        first = own if own in violated else violated[0]
        results.append(ask(Question("counterexample", (first,))))
    return results


def _alone(ask: Ask, question: Question) -> list[Result]:
    return [ask(question)]
