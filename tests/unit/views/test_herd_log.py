"""Final states as a log of herd7."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.explore.outcomes import Outcome, Outcomes
from tornfolio.views.herd_log import herd_log

# What the lexer of herd's tools takes, line by line, as its grammar has it.
_NAME = r"[A-Za-z][A-Za-z0-9_.]*"
_STATE = re.compile(rf"\d+ [:*]>(?:{_NAME}=(?:\d+|{_NAME}); ?)+")
_AFTER = re.compile(r"(?:Hash=\S+|Time \S+ \d+\.\d+|[A-Za-z]+ [A-Za-z0-9_/.+\[\]-]+ .*|)")


def outcome(pattern: str, *, condition: bool = False) -> Outcome:
    """A final state of a kept folio."""
    return Outcome(pattern, "kept", False, True, 4, 0, condition)


def found(*seen: Outcome, nr_pages: int = 4, reason: str = "", condition: str = "Torn") -> Outcomes:
    """What a search has found, each final state twice."""
    return Outcomes(
        scenario="torn-pte0",
        model="tornfolio",
        parameters={"nr_pages": nr_pages},
        bounds=f"nr_pages = {nr_pages}",
        condition=condition,
        states=dict.fromkeys(seen, 2),
        counts=None,
        tlc_version="TLC",
        folder=Path(),
        reason=reason,
    )


def log(*seen: Outcome, **known: object) -> list[str]:
    """The lines of a log."""
    text = herd_log(found(*seen, **known), seconds=1.5, digest="abc")  # type: ignore[arg-type]
    return text.split("\n")


def test_the_log_of_a_test() -> None:
    """The final states are variables, and the sums are those of the final states."""
    assert log(outcome("PSSS", condition=True), outcome("PPPP")) == [
        "Test torn-pte0 Allowed",
        "States 2",
        "2 *>pte0=present; pte1=swap; pte2=swap; pte3=swap; folio=kept; split=0; queued=1; slots=4;"
        " io=0; Torn=1;",
        "2 :>pte0=present; pte1=present; pte2=present; pte3=present; folio=kept; split=0; queued=1;"
        " slots=4; io=0; Torn=0;",
        "Ok",
        "Witnesses",
        "Positive: 2 Negative: 2",
        "Condition exists (Torn=1)",
        "Observation torn-pte0 Sometimes 2 2",
        "Time torn-pte0 1.50",
        "Parameters torn-pte0 nr_pages = 4",
        "Hash=abc",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("condition", "reason", "word"),
    [(True, "", "Ok"), (True, "a limit", "Ok"), (False, "", "No"), (False, "a limit", "??")],
)
def test_whether_the_condition_was_seen(condition: bool, reason: str, word: str) -> None:
    """It was, or it was not, or nobody knows as a limit ended the search."""
    assert word in log(outcome("PPPP", condition=condition), reason=reason)


def test_patterns_with_run_lengths_and_of_several_vmas() -> None:
    """Each PTE has a variable in large folios, and the VMA in its name where there are several."""
    large = log(outcome("P1 0511"), nr_pages=512)[2]
    assert large.startswith("2 :>pte0=present; pte1=none; ")
    assert "pte511=none; folio=" in large
    assert log(outcome("00|PS"), nr_pages=2)[2].startswith(
        "2 :>vma1_pte0=none; vma1_pte1=none; vma2_pte0=present; vma2_pte1=swap; folio="
    )


def test_a_formula_is_no_name_of_a_variable() -> None:
    """A condition that was given as a formula has a name of its own."""
    lines = log(outcome("PPPP", condition=True), condition="reclaimed = {}")
    assert "Condition exists (condition=1)" in lines


def test_the_command_writes_what_the_tools_read(call: Call) -> None:
    """Every line is one of those that the lexer of herd's tools takes, with the formula."""
    lines = call("outcomes", "torn-pte0", "--set", "nr_pages=3", "--herd").stdout.split("\n")

    assert lines[:2] == ["Test torn-pte0 Allowed", "States 4"]
    assert all(_STATE.fullmatch(line) for line in lines[2:6])
    assert lines[6:8] == ["Ok", "Witnesses"]
    assert re.fullmatch(r"Positive: \d+ Negative: \d+", lines[8])
    assert lines[9] == "Condition exists (Pte0PresentRestSwap=1)"
    assert all(_AFTER.fullmatch(line) for line in lines[10:])
    assert "Formula torn-pte0 P^k S^(3-k), k = 0..3" in lines
    both = call("outcomes", "torn-pte0", "--herd", "--json")
    assert "are both given" in both.refused()
