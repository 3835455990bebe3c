"""Tests of what holds for folios of any size: z3 proves an invariant, TLC's states bear it out."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import z3

import all_sizes_proof as proof
from all_sizes_invariant import ALWAYS, WITH_SYNC, Statement, initially, invariant, is_torn_at
from all_sizes_reach import LEMMAS, lemma_query
from all_sizes_search import READ, first_state, search
from all_sizes_state import AFTER, LABELS, Branch, Mistake, Setting, State
from all_sizes_steps import steps
from all_sizes_tlc import ALL_SIZES, Found, ask_tlc, read_found, setting_of
from readings import Acting, Cells, Term
from tornfolio.model.folders import our_model
from tornfolio.model.scenario import load_scenario
from tornfolio.model.templates import find_templates
from tornfolio.tlc.toolchain import Toolchain

pytestmark = pytest.mark.long

# For every size.


@cache
def _queries() -> Mapping[str, proof.Query]:
    return {query.name: query for query in proof.queries()}


@pytest.mark.parametrize("label", ["initially", *LABELS])
def test_each_label_keeps_the_invariant(label: str) -> None:
    """It holds in the beginning, and no step of any CPU ends it, whatever the size of the folio."""
    assert proof.decide(_queries()[label]) == "unsat"


@pytest.mark.parametrize("name", ["TornShape", *ALWAYS, *WITH_SYNC])
def test_what_follows_from_the_invariant(name: str) -> None:
    """Reclaim leaves a present prefix and swap entries; with TTU_SYNC, swap entries alone."""
    assert proof.decide(_queries()[name]) == "unsat"


def test_nothing_else_is_asked() -> None:
    """There is a query for each label and each statement, and no other."""
    assert set(_queries()) == {"initially", *LABELS, "TornShape", *ALWAYS, *WITH_SYNC}


# Mistakes in the steps.


def _after(branches: tuple[Branch, ...], **changes: Any) -> tuple[Branch, ...]:
    """Let each branch lead to another state."""
    return tuple(Branch(each.guard, replace(each.after, **changes)) for each in branches)


Branches = tuple[Branch, ...]


def _no_lock_with_sync(read: Acting, s: State, branches: Branches) -> Branches:
    """Look at PTE0 without the PTL although TTU_SYNC was asked for."""
    return _after(branches, ptl=s.ptl, pvmw_ptl=0)


def _sync_forgotten(read: Acting, s: State, branches: Branches) -> Branches:
    """Do not pass the flag on to the walk."""
    return _after(branches, pc=read.word("map_pte"))


def _ptl_not_awaited(read: Acting, s: State, branches: Branches) -> Branches:
    """Take a PTL that somebody else may hold."""
    return (Branch(s.pc == read.word("next_pte_lock"), branches[0].after),)


def _unlocked_after_each_pte(read: Acting, s: State, branches: Branches) -> Branches:
    """Drop the PTL after each PTE, and go on without it."""
    return _after(branches, ptl=read.word("nobody"), pvmw_ptl=0)


def _map_count_forgotten(read: Acting, s: State, branches: Branches) -> Branches:
    """Leave the map count as it is."""
    return _after(branches, mapcount=s.mapcount)


def _unlocked_in_the_hole(read: Acting, s: State, branches: Branches) -> Branches:
    """Drop the PTL between break and make."""
    return _after(branches, ptl=read.word("nobody"))


def _writer_without_lock(read: Acting, s: State, branches: Branches) -> Branches:
    """Go on without the PTL."""
    return _after(branches, ptl=s.ptl)


def _block_not_looked_at(read: Acting, s: State, branches: Branches) -> Branches:
    """Set a whole block although parts of it are swap entries."""
    whole, torn = branches
    return (whole, Branch(torn.guard, whole.after))


@dataclass(frozen=True)
class Seen:
    """A mistake, what is not so with it, beside which writer, and whether with TTU_SYNC."""

    mistake: Mistake
    statement: str
    writer: str
    sync: bool = False


MISTAKES = {
    "no PTL with TTU_SYNC": Seen(
        Mistake("map_pte_sync", _no_lock_with_sync), "NoPteSkipped", "contpte", sync=True
    ),
    "TTU_SYNC forgotten": Seen(
        Mistake("try_to_unmap_one", _sync_forgotten), "Unmapped", "numa", sync=True
    ),
    "PTL not awaited": Seen(
        Mistake("next_pte_lock", _ptl_not_awaited), "LockDiscipline", "protect-batched"
    ),
    "PTL dropped after each PTE": Seen(
        Mistake("ttu_rmap", _unlocked_after_each_pte), "TornShape", "numa"
    ),
    "map count forgotten": Seen(Mistake("ttu_rmap", _map_count_forgotten), "MapcountExact", "numa"),
    "unlocked in the hole": Seen(
        Mistake("contpte_flush", _unlocked_in_the_hole), "LockDiscipline", "contpte"
    ),
    "writer without PTL": Seen(
        Mistake("protect_lock", _writer_without_lock), "LockDiscipline", "protect"
    ),
    "block not looked at": Seen(
        Mistake("contpte_lock", _block_not_looked_at), "SwapCountExact", "contpte"
    ),
}


@pytest.mark.parametrize("seen", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_a_counterexample_to_induction(seen: Seen) -> None:
    """With a mistake in a label, z3 finds a state from which that label leaves the invariant."""
    label = seen.mistake.label
    assert proof.decide(proof.query_of(label, seen.mistake, size=3)) == "sat"
    assert proof.decide(proof.query_of(label, size=3)) == "unsat"


@pytest.mark.parametrize("seen", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_can_be_reached(seen: Seen) -> None:
    """With the mistake, a state is reached in which what should follow is not so."""
    of = _setting(2, sync=seen.sync)
    start, turns = first_state(2, 2), {seen.writer: 1}
    assert all(_says(seen.statement, of, s) for s in search(of, start, turns).states)
    wrong = search(of, start, turns, mistake=seen.mistake).states
    assert not all(_says(seen.statement, of, s) for s in wrong)


def _says(name: str, of: Setting, s: State) -> bool:
    if name == "TornShape":
        at_rest = s.ptl == "nobody" and s.pc == AFTER
        return not at_rest or any(is_torn_at(READ, of, s, bound) for bound in range(of.n + 1))
    statement: Statement = {**ALWAYS, **WITH_SYNC}[name]
    return bool(statement(READ, of, s))


def _setting(n: int, *, cont: int = 1, sync: bool = False) -> Setting:
    def may(kind: str, first: int, last: int) -> bool:
        return (first, last) == (0, n - 1) if kind.startswith("protect") else True

    return Setting(n=n, cont=cont, sync=sync, batch_flush=False, may=may)


# Each shape is reached.


@pytest.mark.parametrize("name", LEMMAS)
def test_each_shape_is_reached_for_every_size(name: str) -> None:
    """Without TTU_SYNC a walk can skip any number of PTEs: each lemma of the path is so."""
    assert proof.decide(lemma_query(name)) == "unsat"


@pytest.mark.parametrize("name", LEMMAS)
def test_no_step_of_a_path_can_be_left_out(name: str) -> None:
    """Without any one of its steps a lemma is not so, and z3 finds where it fails."""
    for step in range(len(LEMMAS[name].path)):
        assert proof.decide(lemma_query(name, without=step)) == "sat"


@pytest.mark.parametrize("n", range(1, 5))
def test_each_shape_is_reached(n: int) -> None:
    """For small folios a search reaches the same shapes, and no other."""
    of = _setting(n)
    states = search(of, first_state(n, n), {"numa": None}).states
    shapes = {s.pte for s in states if s.pc == AFTER and s.ptl == "nobody"}
    assert shapes == {first_state(n, bound).pte for bound in range(n + 1)}


# One text, two readings.


def test_z3_reads_what_python_reads() -> None:
    """In states that are reached, z3 finds the same steps possible, and the same states after."""
    of = replace(_setting(3, cont=3), may=lambda kind, first, last: True)
    start, turns = first_state(3, 3), {"contpte": 1, "protect": 1}
    states = sorted(search(of, start, turns, 2).states, key=repr)
    for s in random.Random(6).sample(states, 12):
        ours = steps(READ, of, s, 0, 2)
        theirs = steps(proof.READ, of, _in_z3(s), z3.IntVal(0), z3.IntVal(2))
        solver = z3.Solver()
        for label in LABELS:
            for mine, other in zip(ours[label], theirs[label], strict=True):
                same = other.guard == mine.guard
                if mine.guard:
                    same = z3.And(same, _same(other.after, _in_z3(mine.after), of.n))
                assert solver.check(z3.Not(same)) == z3.unsat, (label, s)
        for bound in range(of.n + 1):
            said = invariant(proof.READ, of, _in_z3(s), z3.IntVal(bound))
            assert solver.check(said != invariant(READ, of, s, bound)) == z3.unsat


def _in_z3(s: State) -> State:
    """A state of Python in terms of z3."""

    def term(value: Any) -> Term:
        if isinstance(value, Cells):
            array = proof.READ.cells(len(value), term(value[0]))
            for index, cell in enumerate(value):
                array = z3.Store(array, index, term(cell))
            return array
        if isinstance(value, str):
            return proof.READ.word(value)
        return z3.BoolVal(value) if isinstance(value, bool) else z3.IntVal(value)

    return State(**{each.name: term(getattr(s, each.name)) for each in fields(State)})


def _same(one: State, other: State, n: int) -> Term:
    """Say that two states are alike in all that belongs to the folio."""
    alike = []
    for each in fields(State):
        left, right = getattr(one, each.name), getattr(other, each.name)
        if z3.is_array(right):
            alike += [left[index] == right[index] for index in range(n)]
        else:
            alike.append(left == right)
    return z3.And(*alike)


# TLC's states and steps.


@dataclass(frozen=True)
class Point:
    """Settings of torn-pte0, and how often each kind of writer and reclaim may go round."""

    settings: str
    times: Mapping[str, int | None]
    passes: int | None = 1


POINTS = {
    point.settings: point
    for point in (
        Point("nr_pages=4 cont_ptes=2", {"contpte": 1}),
        Point("nr_pages=3 ttu=TTU_SYNC,TTU_BATCH_FLUSH", {"contpte": 1}),
        Point("nr_pages=3 writers=protect", {"protect": 1}),
        Point("nr_pages=2 writers=protect policy=ttu-sync", {"protect": 1}),
        Point("nr_pages=3 writers=numa:1-2*2", {"numa": 2}),
        Point("nr_pages=4 writers=protect-batched", {"protect-batched": 1}),
        Point("nr_pages=2 writers=contpte,protect", {"contpte": 1, "protect": 1}),
        Point("nr_pages=3 passes=2 cont_ptes=1 writers=contpte:0-1", {"contpte": 1}, 2),
        Point("nr_pages=3 initial=PPS passes=0 writers=numa", {"numa": 1}, None),
    )
}


@pytest.fixture(scope="module")
def found(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function that lets real TLC find all states of a point, once."""

    @cache
    def found_once(settings: str) -> tuple[Setting, Found]:
        scenario = load_scenario("torn-pte0", settings.split())
        of = setting_of(scenario)
        folder = tmp_path_factory.mktemp("sizes")
        result = ask_tlc(scenario, of, tools=tools, folder=folder)
        # TLC itself has looked at the invariant, as TLA+, in each state.
        assert (result.outcome, result.complete) == ("holds", True)
        return of, read_found(result)

    return found_once


@pytest.mark.parametrize("settings", POINTS)
def test_the_invariant_in_the_states_of_tlc(found: Any, settings: str) -> None:
    """The invariant holds in every state that TLC finds, and so does what follows from it."""
    of, by_tlc = found(settings)
    assert len(by_tlc.raw) == by_tlc.counted
    for s in by_tlc.states:
        assert any(invariant(READ, of, s, bound) for bound in range(of.n + 1)), s
        for name in ["TornShape", *ALWAYS, *(WITH_SYNC if of.sync else ())]:
            assert _says(name, of, s), (name, s)
    for s in by_tlc.initial:
        assert any(initially(READ, of, s, bound) for bound in range(of.n + 1))
    assert sum(not _says("AllOrNothing", of, s) for s in by_tlc.raw.values()) == by_tlc.torn


@pytest.mark.parametrize("settings", POINTS)
def test_the_steps_of_tlc(found: Any, settings: str) -> None:
    """TLC's states and steps are those of the formulas, no more and no fewer."""
    of, by_tlc = found(settings)
    differing, states = _differing(of, by_tlc, POINTS[settings])
    assert not differing, f"TLC and the formulas differ at {differing}"
    assert states == by_tlc.states


def _differing(of: Setting, by_tlc: Found, point: Point) -> tuple[set[str], frozenset[State]]:
    """The labels whose steps are not alike, and the states that the formulas reach."""
    (start,) = by_tlc.initial
    ours = search(of, start, point.times, point.passes)
    # Labels of shrink_folio_list() that change nothing here are no steps of the formulas.
    theirs = {step for step in by_tlc.steps if step[0] != step[2]}
    return {label for _, label, _ in theirs ^ ours.steps}, ours.states


def test_a_change_of_the_model_is_noticed(tools: Toolchain, tmp_path: Path) -> None:
    """A label of the model that goes otherwise is named, although the invariant holds."""
    flush = r'if ("TTU_BATCH_FLUSH" \in flags) goto'
    text = find_templates(our_model()).source("try_to_unmap_one.tla")
    assert text.count(flush) == 1
    changed = {"try_to_unmap_one.tla": text.replace(flush, "if (TRUE) goto")}
    scenario = load_scenario("torn-pte0", ["nr_pages=2"])
    of = setting_of(scenario)
    result = ask_tlc(scenario, of, tools=tools, folder=tmp_path, changed=changed)
    assert result.outcome == "holds"
    differing, _ = _differing(of, read_found(result), Point("nr_pages=2", {"contpte": 1}))
    assert differing == {"ttu_clear", "ttu_flush"}


def test_every_label_was_compared(found: Any) -> None:
    """Each label whose formula z3 looks at has steps of TLC, but for one that cannot be taken."""
    compared = {label for settings in POINTS for _, label, _ in found(settings)[1].steps}
    taken = {
        label for settings in POINTS for s, label, after in found(settings)[1].steps if s != after
    }
    assert set(LABELS) <= compared
    assert set(LABELS) - taken == {"shrink_mapped"}


def test_tlc_notices(tools: Toolchain, tmp_path: Path) -> None:
    """TLC finds the invariant of TTU_SYNC violated where the walk goes without it."""
    scenario = load_scenario("torn-pte0", ["nr_pages=2"])
    of = replace(setting_of(scenario), sync=True)
    result = ask_tlc(scenario, of, tools=tools, folder=tmp_path, dump=False)
    assert (result.outcome, result.violated) == ("violated", ALL_SIZES)
