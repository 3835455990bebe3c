"""Decides properties on many machines: TLC's server searches, local runs show what it found."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec, cfg_text
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.distributed.local_worker import Machines
from tornfolio.tlc.distributed.search import Found, search
from tornfolio.tlc.distributed.stopped_state import violated_in
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import Result, read_result
from tornfolio.tlc.search import Question, Run, run_tlc
from tornfolio.tlc.session import Ask, Progress
from tornfolio.tlc.workplace import Workplace

__all__ = ["Searches", "decide_distributed"]

# So often a search begins again after it has lost a worker.
_REPEATS = 2
_LOOK_SECONDS = 5.0
_LOST = "workers were lost, and TLC does not show that others have searched their states"


def decide_distributed(
    selected: Sequence[Property], ask: Ask, pool: ThreadPoolExecutor, searches: Searches
) -> list[Result]:
    """Decide every selected property of a spec, whose translated module stands in a folder.

    TLC's server stops at the first violation, and names neither the invariant nor the behaviour. So
    what a short look on this machine shows violated is not asked; the state at which the server
    stops is looked at here, and it searches again for the rest, until a search is complete. The
    counterexample comes from `ask`, as do liveness properties, which TLC's server has not.
    """
    safety = tuple(prop for prop in selected if prop.kind == "safety")
    pending: list[Future[list[Result]]] = []
    if safety:
        pending.append(pool.submit(_safety, searches, safety, ask, pool))
    for prop in selected:
        if prop.kind == "liveness":
            pending.append(pool.submit(_alone, ask, Question(prop.name, (prop,))))
    if pending and not safety:
        pending.append(pool.submit(_alone, ask, Question("acts", (), acts=True)))
    for future in as_completed(pending):
        future.result()
    return [result for future in pending for result in future.result()]


class Searches:
    """The searches of one check by TLC's server, one after another."""

    def __init__(
        self,
        spec: Spec,
        machines: Machines,
        place: Workplace,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.spec = spec
        self.machines = machines
        self._place = place
        self._on_progress = on_progress

    def run(self, number: int, invariants: Sequence[str]) -> Found:
        """Have all states searched for a violation of some invariants."""

        def report(workers: int, counts: Counts | None) -> None:
            self._on_progress(Progress(f"search {number} by {workers} workers", counts))

        cfg = self._place.folder / f"{self.spec.module}_distributed_{number}.cfg"
        cfg.write_text(cfg_text(self.spec, invariants=invariants), encoding="ascii", newline="\n")
        return search(
            number,
            self.spec.module,
            cfg,
            self.machines,
            self._place,
            report,
        )

    def look(self, question: Question) -> Result:
        """Search on this machine alone, for some seconds."""
        self._on_progress(Progress(question.name))
        return read_result(run_tlc(self.spec, question, self._place.for_a_look(_LOOK_SECONDS)))

    def violated(self, number: int, found: Found, invariants: Sequence[str]) -> frozenset[str]:
        """Those invariants that the state violates at which a search stopped."""
        assert found.state is not None
        return violated_in(found.state, invariants, self.spec, self._place, number)


def _safety(
    searches: Searches, properties: tuple[Property, ...], ask: Ask, pool: ThreadPoolExecutor
) -> list[Result]:
    spec = searches.spec
    own = next((prop for prop in properties if prop.name == spec.scenario.property_name), None)
    condition = spec.scenario.condition
    in_condition = Question("condition", (own,), condition) if own and condition else None
    # A short look at the first states saves the server a search for each violation that is there.
    looks = [pool.submit(searches.look, Question("look", properties, watch=True))]
    if in_condition:
        looks.append(pool.submit(searches.look, in_condition))
    first, *others = [future.result() for future in looks]
    violated = list(first.reported)
    shown = next((result for result in others if result.violated), None)
    # What is still open, by the names of the invariants.
    rest = {prop.name: prop for prop in properties if prop not in violated}
    there = dict(in_condition.asked()) if in_condition else {}
    if not any(result.violated or result.complete for result in others):
        rest |= there
    results = [_kept(first), *others]
    lost = 0
    for number in itertools.count(1):
        # One property that is violated is decided; of several, the states are counted as well.
        if not rest and len(properties) == 1:
            break
        found = searches.run(number, list(rest))
        asked = tuple(prop for prop in properties if prop.name in rest)
        if found.outcome == "violated":
            names = searches.violated(number, found, list(rest))
            if not names:
                raise ToolFailed(
                    "TLC's server stopped at a state that violates nothing that was asked for",
                    f"check without --distributed; its output is {found.execution.output}",
                )
            here = tuple(prop for prop in asked if prop.name in names)
            violated += here
            results.append(dataclasses.replace(_result(spec, number, found, here), reported=here))
            if in_condition and names & there.keys():
                shown = ask(in_condition)
                results.append(shown)
            rest = {name: prop for name, prop in rest.items() if name not in names}
            continue
        results.append(_result(spec, number, found, asked))
        if found.outcome != "lost" or lost == _REPEATS:
            break
        lost += 1
        searches.machines.on_event("the search begins again, to miss no state")
    if shown is None and violated:
        prop = own if own in violated else next(prop for prop in properties if prop in violated)
        shown = ask(Question("counterexample", (prop,)))
        results.append(shown)
    _check_agreement(results, shown)
    return results


def _kept(look: Result) -> Result:
    """What a short look is good for: the violations that it saw."""
    question = dataclasses.replace(look.run.question, properties=look.reported)
    return dataclasses.replace(look, run=dataclasses.replace(look.run, question=question))


def _check_agreement(results: Sequence[Result], shown: Result | None) -> None:
    """Raise ToolFailed if searches of this machine and of the server contradict each other."""
    complete = {
        result.counts.distinct
        for result in results
        if result.counts and result.counts.left_on_queue == 0 and result.complete
    }
    if len(complete) > 1 or (shown is not None and shown.outcome == "holds"):
        raise ToolFailed(
            "TLC's server and TLC on this machine do not agree",
            f"compare the outputs in {results[0].run.execution.output.parent}",
        )


def _result(spec: Spec, number: int, found: Found, properties: tuple[Property, ...]) -> Result:
    """What a search of the server decided of some properties.

    How far it had come when it ended early is not the same each time, and so it is left out.
    """
    run = Run(spec, Question(f"distributed_{number}", properties), found.execution)
    match found.outcome:
        case "complete":
            return Result(run, "holds", found.tlc_version, found.counts)
        case "violated":
            return Result(run, "violated", found.tlc_version, None)
        case "lost":
            return Result(run, "undecided", found.tlc_version, None, reason=_LOST)
    return Result(run, "undecided", found.tlc_version, found.counts, reason=found.reason)


def _alone(ask: Ask, question: Question) -> list[Result]:
    return [ask(question)]
