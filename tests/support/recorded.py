"""Reads recorded outputs of two releases of TLC as answers to questions."""

from __future__ import annotations

from places import DATA
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.processes import Execution
from tornfolio.tlc.result import Result, read_result
from tornfolio.tlc.search import Question, Run

__all__ = ["RELEASES", "SAFETY", "recorded"]

RELEASES = sorted(path.name for path in DATA.glob("tlc-*"))
SAFETY = ("TypeOK", "LockDiscipline", "WalkContract", "NoPteSkipped", "AllOrNothing")


def recorded(
    release: str, situation: str, status: int, *properties: str, condition: str = ""
) -> Result:
    """Read a recorded output as the answer to a question about properties."""
    spec = render(load_scenario("torn-pte0", ["nr_pages=2"]))
    question = Question("recorded", spec.select(properties), condition or None)
    output = DATA / release / f"{situation}.out"
    return read_result(Run(spec, question, Execution(("tlc",), status, None, 1.0, output)))
