"""Specs, outputs of TLC, results and surveys made by hand, for tests of what judges them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tornfolio.check.verdict import Word
from tornfolio.explore.outcomes import Outcome
from tornfolio.explore.survey import Survey
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.processes import Execution
from tornfolio.support.reading import Stop
from tornfolio.tla.values import Function, Value
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import Result, read_result
from tornfolio.tlc.search import Question, Run

WHOLE = Property("Whole", "safety", "All pages are alike.", "a test")
LOCKED = Property("Locked", "safety", "Who stores holds the lock.", "a test")
ENDS = Property("Ends", "liveness", "Everybody comes to an end.", "a test")

# A search that saw all of its 40 states, and one that a limit ended on its way.
ALL = Counts(100, 40, 0, 9)
PART = Counts(90, 35, 5, 7)

KEPT = Outcome("PP", "kept", False, False, 2, 0, False)
TORN = Outcome("PS", "kept", False, False, 2, 0, True)


@cache
def _rendered() -> Spec:
    return render(load_scenario("torn-pte0", ["nr_pages=2"]))


def spec(text: str = "the module", properties: Sequence[Property] = (WHOLE, LOCKED, ENDS)) -> Spec:
    """A spec of two pages with three properties; its scenario asks for the first of them."""
    base = _rendered()
    scenario = dataclasses.replace(base.scenario, property_name=properties[0].name, condition=None)
    return dataclasses.replace(base, scenario=scenario, tla=text, properties=tuple(properties))


def run(
    question: Question,
    *,
    of: Spec | None = None,
    status: int = 0,
    stopped: Stop | None = None,
    output: Path = Path("tlc.out"),
) -> Run:
    """A finished run."""
    return Run(of or spec(), question, Execution(("tlc",), status, stopped, 1.5, output))


def result(
    question: Question,
    outcome: Literal["holds", "violated", "undecided"],
    counts: Counts | None = ALL,
    *,
    of: Spec | None = None,
    status: int = 0,
    **more: Any,
) -> Result:
    """What a run has decided."""
    return Result(run(question, of=of, status=status), outcome, "TLC of a test", counts, **more)


def survey(
    verdicts: Mapping[str, Word] | None = None,
    *,
    of: Spec | None = None,
    outcomes: Mapping[Outcome, int] | None = None,
    counts: Counts | None = ALL,
    reason: str = "",
) -> Survey:
    """What a search has shown; by itself, that Whole is violated and Locked holds."""
    words: Mapping[str, Word] = {"Whole": "violated", "Locked": "holds"}
    if outcomes is None:
        outcomes = {KEPT: 1, TORN: 2}
    return Survey(
        of or spec(), words if verdicts is None else verdicts, outcomes, {}, counts, reason
    )


# TLC's output, message by message.


def message(code: int, text: str = "", severity: int = 0) -> str:
    """A framed message as TLC writes it with -tool."""
    return f"@!@!@STARTMSG {code}:{severity} @!@!@\n{text}\n@!@!@ENDMSG {code} @!@!@\n"


def counted(generated: int = 100, distinct: int = 40, left: int = 0) -> str:
    """The last counts of a search."""
    return message(
        2199,
        f"{generated} states generated, {distinct} distinct states found, "
        f"{left} states left on queue.",
    )


def printed(*values: str) -> str:
    """A line that PrintT() has written."""
    return f"<<{', '.join(values)}>>\n"


def watching(*names: str) -> str:
    """The lines in which Watch says what it looks at."""
    return "".join(printed('"watching"', f'"{name}"') for name in names)


def violated(*names: str) -> str:
    """The lines in which Watch reports violations."""
    return "".join(printed('"violated"', f'"{name}"') for name in names)


VERSION = message(2262, "TLC2 Version 2.15")
SUCCESS = message(2193, "Model checking completed. No error has been found.")
FINISHED = message(2186, "Finished in 850ms")


def read(
    text: str,
    question: Question,
    folder: Path,
    *,
    status: int = 0,
    stopped: Stop | None = None,
) -> Result:
    """Read an output of TLC."""
    output = folder / "tlc.out"
    output.write_text(text, encoding="utf-8")
    return read_result(run(question, status=status, stopped=stopped, output=output))


PTES = (Function({0: "present", 1: "swap"}),)


def record(**changed: Value) -> Function:
    """A final state of two pages, torn, with some of its parts changed."""
    parts: dict[Value, Value] = {
        "ptes": PTES,
        "reclaimed": 0,
        "split": False,
        "queued": False,
        "slots": 2,
        "io": 0,
        "condition": True,
    }
    for name, value in changed.items():
        parts[name] = value
    return Function(parts)
