"""Tests of the gate's lines of text."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from expected import EXPECTED, POINT
from made import survey
from tornfolio.explore.outcomes import Outcome
from tornfolio.gate.comparison import compare
from tornfolio.gate.expectations import Expectations
from tornfolio.gate.points import choose
from tornfolio.gate.reports.lines import gate_lines
from tornfolio.gate.run import GateReport, PointReport
from tornfolio.support.errors import BadInput
from tornfolio.views.spans import plain


def _said(outcomes: dict[Outcome, int], *, verbose: bool = False) -> list[str]:
    found = survey(outcomes=outcomes)
    reports = (PointReport(POINT, compare(POINT, found, "safety"), survey=found),)
    report = GateReport("full", Expectations(Path("x"), {"made": EXPECTED}), reports, ())
    return plain(gate_lines(report, verbose=verbose)).splitlines()


@pytest.mark.parametrize(
    ("lane", "left", "said"),
    [
        ("full", 1, "; 1 mutant not decided in lane full; "),
        ("live", 2, "; 2 mutants not decided in lane live; "),
        ("nightly", 2, "; 2 mutants not decided with --only; "),
        ("full", 0, ""),
    ],
)
def test_mutants_that_were_not_run_are_counted(lane: str, left: int, said: str) -> None:
    """Of those the gate believes what was recorded, so it says how many they are."""
    report = GateReport(lane, Expectations(Path("x")), (), (), mutants_left=left)
    summary = plain(gate_lines(report)).splitlines()[-1]
    assert said in summary
    assert ("mutant" in summary) == bool(said)


def test_final_states_have_a_line_each() -> None:
    """The two that are gone come before those that are new; after eight the rest is counted."""
    new = {Outcome(f"P{number}", "kept", False, False, 2, 0, False): 1 for number in range(2, 11)}
    said = _said(new)
    begin = said.index("    outcomes: 9 final states, expected 2")
    assert said[begin + 1 : begin + 4] == [
        "        not 1 :> PP  folio kept; 2 slots",
        "        not 2 *> PS  folio kept; 2 slots",
        "        new 1 :> P2  folio kept; 2 slots",
    ]
    assert said[begin + 9] == "        and 3 more, with -v"
    whole = _said(new, verbose=True)
    assert whole[begin + 11] == "        new 1 :> P10  folio kept; 2 slots"
    assert "more, with" not in "".join(whole)


def test_a_point_whose_scenario_is_gone_is_named() -> None:
    """A lane may be empty because a scenario was deleted or because no point was given to it."""
    nightly = dataclasses.replace(POINT, expected=dataclasses.replace(EXPECTED, lane="nightly"))
    with pytest.raises(BadInput, match="there is no scenario for the expectation gone"):
        choose([], "full", extra=("gone",))
    with pytest.raises(BadInput, match="lane full has no points; choose another lane"):
        choose([nightly], "full")
    # What its scenario demands is no matter of lanes.
    scenario = dataclasses.replace(nightly.spec.scenario, required=(("Locked", "holds"),))
    spec = dataclasses.replace(nightly.spec, scenario=scenario)
    demanded = dataclasses.replace(nightly, spec=spec)
    assert choose([demanded], "full") == choose([demanded], "smoke") == [demanded]
