"""Checks a scenario from end to end: the stages of the program, in the order of the data."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tornfolio.command import Limits
from tornfolio.errors import ToolFailed
from tornfolio.execute import Processes, usable_cpus
from tornfolio.messages import Counts
from tornfolio.properties import Property
from tornfolio.render import Spec, render
from tornfolio.result import Result, read_result
from tornfolio.run import Question, run_tlc
from tornfolio.runs import new_run, store
from tornfolio.scenario import Scenario
from tornfolio.toolchain import Toolchain
from tornfolio.translate import translate
from tornfolio.verdict import Verdict, judge

__all__ = ["Progress", "check"]


@dataclass(frozen=True)
class Progress:
    """What is going on: the question that TLC works on, and its counts when it reports them."""

    question: str
    counts: Counts | None = None


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
    decide = _Decider(tools, limits, folder, started, on_progress or (lambda progress: None))
    try:
        results = decide(spec, selected)
    except OSError as error:
        raise ToolFailed(
            f"{error.filename or folder} cannot be written: {error.strerror}",
            "make room there and run again",
        ) from None
    verdict = judge(spec, selected, results, seconds=time.monotonic() - started, folder=folder)
    store(verdict)
    return verdict


@dataclass(frozen=True)
class _Decider:
    """Puts questions to TLC until every property is decided.

    TLC stops at the first violation. So the safety properties are asked for together, and after a
    violation the others again, until none is violated: that last search is complete. Each liveness
    property has a search of its own, beside the others where there is a second processor.
    """

    tools: Toolchain
    limits: Limits
    folder: Path
    started: float
    report: Callable[[Progress], None]

    def __call__(self, spec: Spec, selected: Sequence[Property]) -> list[Result]:
        safety = tuple(prop for prop in selected if prop.kind == "safety")
        liveness = tuple(prop for prop in selected if prop.kind == "liveness")
        jobs = max(1, usable_cpus() // self.limits.workers)
        with ThreadPoolExecutor(max_workers=jobs + 1) as pool, Processes() as processes:
            self.report(Progress("translating"))
            timeout = self._remaining().timeout
            spec = translate(spec, self.tools, self.folder, processes, timeout)
            if not spec.translated:
                return []
            (self.folder / f"MC{spec.module}.tla").write_text(
                spec.mc, encoding="ascii", newline="\n"
            )

            def ask(question: Question) -> Result:
                self.report(Progress(question.name))
                run = run_tlc(
                    spec,
                    question,
                    self.tools,
                    self._remaining(),
                    self.folder,
                    processes,
                    lambda counts: self.report(Progress(question.name, counts)),
                )
                return read_result(run)

            pending: list[Future[list[Result]]] = []
            if safety:
                pending.append(pool.submit(self._safety, spec, safety, ask, pool))
            for prop in liveness:
                pending.append(pool.submit(self._liveness, prop, ask))
            # The first error ends the block and with it all other searches.
            for future in as_completed(pending):
                future.result()
            return [result for future in pending for result in future.result()]

    def _safety(
        self,
        spec: Spec,
        properties: tuple[Property, ...],
        ask: Callable[[Question], Result],
        pool: ThreadPoolExecutor,
    ) -> list[Result]:
        results: list[Result] = []
        shown: Future[Result] | None = None
        left = properties
        while left:
            result = ask(Question(f"safety{len(results) + 1}", left))
            results.append(result)
            if result.violated is None:
                break
            left = tuple(prop for prop in left if prop != result.violated)
            if result.violated.name == spec.scenario.property_name and spec.scenario.condition:
                question = Question("condition", (result.violated,), spec.scenario.condition)
                shown = pool.submit(ask, question)
        return results + ([shown.result()] if shown else [])

    def _liveness(self, prop: Property, ask: Callable[[Question], Result]) -> list[Result]:
        return [ask(Question(prop.name, (prop,)))]

    def _remaining(self) -> Limits:
        """Give the limits of the next run: the time limit is one for the whole check."""
        if self.limits.timeout is None:
            return self.limits
        left = self.limits.timeout - (time.monotonic() - self.started)
        return dataclasses.replace(self.limits, timeout=max(left, 0.001))
