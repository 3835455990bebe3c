"""Shows an order of the steps as a trace: the states are those that TLC has dumped."""

from __future__ import annotations

from dataclasses import replace

from tornfolio.explore.dump import read_some
from tornfolio.model.properties import Property
from tornfolio.quantities.extremes import Extreme
from tornfolio.quantities.quantify import number_in_words
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.behaviour import RawState
from tornfolio.tlc.result import Result
from tornfolio.tlc.session import Ask
from tornfolio.trace.build import build_trace
from tornfolio.trace.decisive import decisive
from tornfolio.trace.trace import Trace

__all__ = ["trace_of"]

_BOUND = {"min": "least", "max": "most"}


def trace_of(extreme: Extreme, result: Result, ask: Ask | None = None) -> Trace:
    """The trace of an order; `result` is that of the search which found its states.

    `ask` puts questions about the spec to TLC, so that the trace says what decided its steps.
    Raises ToolFailed if the dump is not there any more, or does not have them.
    """
    run = result.run
    numbers = [state + 1 for state in extreme.states]
    pages = run.spec.scenario.parameters.nr_pages
    try:
        with run.dump.open(encoding="utf-8", errors="replace") as lines:
            known = read_some(lines, set(numbers), pages, str(run.dump))
    except OSError as error:
        raise ToolFailed(f"{run.dump} cannot be read: {error.strerror}") from None
    labels = ("Initial predicate", *extreme.labels)
    question = extreme.question
    shown = replace(
        result,
        violated=Property(question.name, "safety", question.sentence, ""),
        states=tuple(
            RawState(at, label, known[number])
            for at, (label, number) in enumerate(zip(labels, numbers, strict=True), start=1)
        ),
        ending="stop" if extreme.back_to is None else "loop",
        back_to=None if extreme.back_to is None else extreme.back_to + 1,
    )
    shown = decisive(shown, ask) if ask else shown
    unit = " steps" if question.in_time else ""
    value = f"{number_in_words(extreme.value)}{unit}"
    verb = f"is {value}, the {_BOUND[extreme.direction]} over all orders"
    return replace(build_trace(shown), verb=verb)
