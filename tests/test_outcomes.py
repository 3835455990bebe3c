"""How final states are read and counted, and what is observed of them."""

from __future__ import annotations

import dataclasses

import pytest

from made import KEPT, TORN, result
from tornfolio.errors import ToolFailed
from tornfolio.outcomes import Outcome, count_outcomes, observe
from tornfolio.run import Question
from tornfolio.values import Function, Value

ASK = Question("outcomes", (), outcomes=True)
PTES = (Function({0: "present", 1: "swap"}),)


def _record(**changed: Value) -> Function:
    record: dict[Value, Value] = {
        "ptes": PTES,
        "reclaimed": 0,
        "split": False,
        "queued": False,
        "slots": 2,
        "io": 0,
        "condition": True,
    }
    for name, value in changed.items():
        record[name] = value
    return Function(record)


def _read(*records: Function) -> dict[Outcome, int]:
    return count_outcomes(result(ASK, "holds", outcomes=records))


def test_a_final_state() -> None:
    """Each part of a record is one of the outcome's."""
    assert _read(_record()) == {TORN: 1}
    changed = _record(reclaimed=2, split=True, queued=True, slots=1, io=2, condition=False)
    assert _read(changed) == {Outcome("PS", "reclaimed", True, True, 1, 2, False): 1}


def test_equal_final_states_are_counted() -> None:
    """Final states that show the same are one outcome with their number, in order."""
    whole = _record(ptes=(Function({0: "present", 1: "present"}),), condition=False)
    assert list(_read(_record(), whole, _record()).items()) == [(KEPT, 1), (TORN, 2)]


@pytest.mark.parametrize(("reclaimed", "folio"), [(0, "kept"), (1, "partly"), (2, "reclaimed")])
def test_what_became_of_the_folio(reclaimed: int, folio: str) -> None:
    """A folio of two pages is reclaimed when both are."""
    (outcome,) = _read(_record(reclaimed=reclaimed))
    assert outcome.folio == folio


@pytest.mark.parametrize(
    ("pmd", "pattern"),
    [
        (("table",), "PS"),
        (("none",), "00"),
        (("huge",), "HH"),
        (("invalid",), "HH"),
    ],
)
def test_a_pmd(pmd: tuple[str, ...], pattern: str) -> None:
    """Behind a PMD that is none there is nothing; one that maps the folio maps all of its pages."""
    (outcome,) = _read(_record(pmd=pmd))
    assert outcome.pattern == pattern


def test_pmds_of_several_vmas() -> None:
    """Each VMA has its own PMD; one without has PTEs."""
    three = (*PTES, *PTES, *PTES)
    (outcome,) = _read(_record(ptes=three, pmd=("none", "huge")))
    assert outcome.pattern == "00|HH|PS"


def test_runs() -> None:
    """PTEs and pages may stand there as runs."""
    runs = (Function({0: "swap"}),)
    pages = Function({0: True, 1: False})
    (outcome,) = _read(_record(ptes=runs, reclaimed=pages, slots=pages, io=Function({0: True})))
    assert outcome == Outcome("SS", "partly", False, False, 1, 2, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"ptes": 5},
        {"ptes": (5,)},
        {"pmd": "huge"},
        {"reclaimed": "all"},
        {"ptes": (Function({1: "present"}),)},
        {"ptes": (Function({0: "present", 2: "present"}),)},
    ],
)
def test_a_final_state_that_is_not_understood(changed: dict[str, Value]) -> None:
    """A record of another form is no outcome."""
    with pytest.raises(ToolFailed, match="a final state is not understood"):
        _read(_record(**changed))
    with pytest.raises(ToolFailed, match="a final state is not understood"):
        _read(Function({}))


def test_observations() -> None:
    """All, some or none of the final states are in the condition."""
    assert observe({TORN: 2}, complete=True) == "Always"
    assert observe({KEPT: 2}, complete=True) == "Never"
    assert observe({KEPT: 1, TORN: 1}, complete=True) == "Sometimes"


def test_what_is_not_complete() -> None:
    """Sometimes is known early; all else needs all final states."""
    assert observe({KEPT: 1, TORN: 1}, complete=False) == "Sometimes"
    assert observe({TORN: 2}, complete=False) == "Undecided"
    assert observe({KEPT: 2}, complete=False) == "Undecided"


def test_no_final_state() -> None:
    """Of no final states nothing is observed, however complete the search was."""
    assert observe({}, complete=True) == "Undecided"
    assert observe({}, complete=False) == "Undecided"


def test_words() -> None:
    """What became of the folio is said in words."""
    assert KEPT.in_words() == "folio kept; 2 slots"
    all_of_it = dataclasses.replace(KEPT, split=True, queued=True, slots=0, io=2)
    assert all_of_it.in_words() == "folio kept, split; queued for split; I/O for 2 pages"
    assert dataclasses.replace(KEPT, slots=0, io=1).in_words() == "folio kept; I/O for 1 page"
