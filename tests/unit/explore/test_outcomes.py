"""How final states are read and counted, and what is observed of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from made import ALL, KEPT, PART, PTES, TORN, record, result, spec
from tornfolio.explore import outcomes
from tornfolio.explore.outcomes import Outcome, Outcomes, count_outcomes, find_outcomes, observe
from tornfolio.model.folders import our_model
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.tla.values import Function, Value
from tornfolio.tlc import session as sessions
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.workplace import Workplace

ASK = Question("outcomes", (), outcomes=True)


def _read(*records: Function) -> dict[Outcome, int]:
    return count_outcomes(result(ASK, "holds", outcomes=records))


def test_a_final_state() -> None:
    """Each part of a record is one of the outcome's."""
    assert _read(record()) == {TORN: 1}
    changed = record(reclaimed=2, split=True, queued=True, slots=1, io=2, condition=False)
    assert _read(changed) == {Outcome("PS", "reclaimed", True, True, 1, 2, False): 1}


def test_equal_final_states_are_counted() -> None:
    """Final states that show the same are one outcome with their number, in order."""
    whole = record(ptes=(Function({0: "present", 1: "present"}),), condition=False)
    assert list(_read(record(), whole, record()).items()) == [(KEPT, 1), (TORN, 2)]


@pytest.mark.parametrize(("reclaimed", "folio"), [(0, "kept"), (1, "partly"), (2, "reclaimed")])
def test_what_became_of_the_folio(reclaimed: int, folio: str) -> None:
    """A folio of two pages is reclaimed when both are."""
    (outcome,) = _read(record(reclaimed=reclaimed))
    assert outcome.folio == folio


@pytest.mark.parametrize(
    ("pmd", "pattern"),
    [
        (("table",), "PS"),
        (("none",), "00"),
        (("huge",), "HH"),
        (("invalid",), "HH"),
        (("other",), "OO"),
    ],
)
def test_a_pmd(pmd: tuple[str, ...], pattern: str) -> None:
    """Behind a PMD that is none there is nothing; one that maps a folio maps all of its pages."""
    (outcome,) = _read(record(pmd=pmd))
    assert outcome.pattern == pattern


def test_pmds_of_several_vmas() -> None:
    """Each VMA has its own PMD; one without has PTEs."""
    three = (*PTES, *PTES, *PTES)
    (outcome,) = _read(record(ptes=three, pmd=("none", "huge")))
    assert outcome.pattern == "00|HH|PS"


def test_runs() -> None:
    """PTEs and pages may stand there as runs."""
    runs = (Function({0: "swap"}),)
    pages = Function({0: True, 1: False})
    (outcome,) = _read(record(ptes=runs, reclaimed=pages, slots=pages, io=Function({0: True})))
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
        _read(record(**changed))
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


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"ptes": 5}, "no PTEs"),
        ({"ptes": (5,)}, "no PTEs"),
        ({"pmd": "huge"}, "no PTEs"),
        ({"reclaimed": "all"}, "no number"),
        ({"slots": "all"}, "no number"),
    ],
)
def test_what_is_not_understood_is_said(changed: dict[str, Value], problem: str) -> None:
    """The message says what is not there."""
    with pytest.raises(ToolFailed) as failed:
        _read(record(**changed))
    assert failed.value.problem == f"a final state is not understood: TypeError('{problem}')"


def test_an_outcome_in_json() -> None:
    """JSON has each part of an outcome under its name."""
    assert Outcome("PS", "partly", True, False, 1, 2, True).to_json() == {
        "pattern": "PS",
        "folio": "partly",
        "split": True,
        "queued": False,
        "slots": 1,
        "io": 2,
        "condition": True,
    }


def test_all_outcomes_in_json() -> None:
    """JSON has the list with its numbers, and how often the condition was observed."""
    found = Outcomes("name", "model", {"n": 2}, "n = 2", "Torn", {KEPT: 1, TORN: 2}, ALL, "TLC",
                     Path("run"), "no time")  # fmt: skip
    assert found.to_json() == {
        "scenario": "name",
        "model": "model",
        "parameters": {"n": 2},
        "condition": "Torn",
        "outcomes": [KEPT.to_json() | {"states": 1}, TORN.to_json() | {"states": 2}],
        "observation": "Sometimes",
        "positive": 2,
        "negative": 1,
        "reason": "no time",
        "empty": [],
        "vacuous": None,
        "stuck": [],
        "notes": [],
        "run_dir": "run",
    }
    assert dataclasses.replace(found, states={TORN: 2}).observation == "Undecided"
    assert dataclasses.replace(found, states={TORN: 2}, reason="").observation == "Always"


class Session:
    """A session that gives one result, or has no time, and remembers how it was opened."""

    def __init__(self, found: Result | None) -> None:
        self.found = found
        self.opened: dict[str, Any] = {}
        self.asked: list[Question] = []

    @contextmanager
    def open(self, spec_: Any, place: Workplace, on_progress: Any) -> Iterator[Any]:
        """Take the place of open_session()."""
        self.opened = {
            "spec": spec_,
            "tools": place.tools,
            "processes": place.processes,
            "folder": place.folder,
            "limits": place.limits,
            "on_progress": on_progress,
        }

        def ask(question: Question) -> Result:
            self.asked.append(question)
            assert self.found is not None
            return self.found

        yield ask if self.found else None


def _find(monkeypatch: pytest.MonkeyPatch, folder: Path, session: Session, **more: Any) -> Outcomes:
    monkeypatch.setattr(sessions, "open_session", session.open)
    monkeypatch.setattr(outcomes, "render", lambda scenario: scenario)
    tools: Any = "the tools"
    return find_outcomes(more.pop("scenario", spec().scenario), tools=tools, runs=folder, **more)


def test_outcomes_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One search for final states is asked for, with all options, in a folder of its own."""
    session = Session(result(ASK, "holds", outcomes=(record(),)))
    limits = Limits(timeout=5)

    def done(progress: Any) -> None:
        """Take no notice."""

    found = _find(monkeypatch, tmp_path, session, limits=limits, on_progress=done)
    scenario = spec().scenario
    assert found == Outcomes(
        scenario="torn-pte0",
        model=our_model().in_words,
        parameters=scenario.parameters.to_json(),
        bounds=scenario.parameters.in_words(),
        condition="Torn",
        states={TORN: 1},
        counts=ALL,
        tlc_version="TLC of a test",
        folder=found.folder,
        reason="",
    )
    assert found.folder.parent == tmp_path
    assert found.folder.name.startswith("torn-pte0-")
    assert session.asked == [Question("outcomes", (), outcomes=True)]
    assert session.opened.pop("processes") is not None
    assert session.opened == {
        "spec": scenario,
        "tools": "the tools",
        "folder": found.folder,
        "limits": limits,
        "on_progress": done,
    }


def test_outcomes_without_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without limits none are set; the condition is the scenario's own, if it has one."""
    session = Session(result(ASK, "holds", outcomes=(record(),)))
    scenario = dataclasses.replace(spec().scenario, condition="Pte0PresentRestSwap")
    found = _find(monkeypatch, tmp_path, session, scenario=scenario)
    assert found.condition == "Pte0PresentRestSwap"
    assert session.opened["limits"] == Limits()
    assert session.opened["on_progress"] is None


def test_a_search_that_found_no_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A complete search without a final state is no answer; one that was cut off says why."""
    with pytest.raises(BadInput) as refused:
        _find(monkeypatch, tmp_path, Session(result(ASK, "holds")))
    assert refused.value.problem.endswith("comes to an end, so there is no final state")
    assert "--property Termination' shows who goes on" in refused.value.next_step

    cut = result(ASK, "undecided", PART, status=-9, reason="no memory")
    found = _find(monkeypatch, tmp_path, Session(cut))
    assert (found.states, found.counts, found.reason) == ({}, PART, "no memory")


def test_no_time_for_outcomes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If the time was over before the search, nothing is known, and that is said."""
    found = _find(monkeypatch, tmp_path, Session(None))
    assert (found.states, found.counts, found.tlc_version) == ({}, None, "")
    assert found.reason == "the time limit was reached before the search"
    assert found.observation == "Undecided"
