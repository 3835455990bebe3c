"""Tests of the folding of a trace: loops become rows, and no step is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tornfolio.trace.fold import fold
from tornfolio.trace.trace import Trace
from traces import KEEPS_UP, ZAPPED, make_trace, seed_events

_TURNS = st.lists(
    st.tuples(st.sampled_from(["reclaim", "contpte"]), st.sampled_from(["a", "b", "c"])),
    max_size=60,
)


def test_the_seed_story_has_31_steps() -> None:
    """The story that all these tests rest on: the initial state, 31 steps, one torn folio."""
    steps = make_trace().steps
    assert [step.number for step in steps] == list(range(32))
    assert steps[-1].state.pte == ("present", "swap", "swap", "swap")
    assert set(steps[-1].state.pc.values()) == {"Done"}


def test_the_seed_story_folds_into_13_rows() -> None:
    """Three loops fold: the clears, the sets, and the unmapping of three PTEs."""
    rows = fold(make_trace())
    assert [(row.numbers, row.rounds) for row in rows] == [
        *((str(number), 1) for number in range(6)),
        ("6-8", 3),
        ("9", 1),
        ("10-13", 4),
        ("14", 1),
        ("15", 1),
        ("16-30", 3),
        ("31", 1),
    ]


def test_what_the_rows_say() -> None:
    """A row says the net effect of its steps, or what its first step stands for."""
    rows = {row.numbers: (row.what(), row.functions) for row in fold(make_trace())}
    assert rows["0"] == ("the initial state", "")
    assert rows["2"] == ("takes the PTL", "contpte_function()")
    assert rows["4"] == ("reads PTE0 = none without the PTL, goes on", "map_pte()")
    assert rows["5"][0] == "ptep_get() of the next PTE, while pte_none()"
    assert rows["6-8"][0] == "PTE1..PTE3: present -> none"
    assert rows["16-30"] == ("PTE1..PTE3: present -> swap", "try_to_unmap_one()")
    assert rows["31"] == ("drops the PTL", "page_vma_mapped_walk_done()")


def lockstep(pages: int) -> Trace:
    """The walk keeps up with a writer: it reads each PTE just after that was cleared."""
    turns = [each for n in range(pages) for each in (f"contpte c {n}=none", f"reclaim r reads={n}")]
    back = [f"contpte s {n}=present" for n in range(pages)]
    return make_trace(["contpte l +ptl", *turns, *back, "contpte u -ptl"], nr_pages=pages)


def test_cpus_in_lockstep_are_one_row() -> None:
    """What two CPUs do in turn, at least four times, is one row that says what each has done."""
    rows = fold(lockstep(16))
    assert [(row.numbers, row.rounds) for row in rows[2:4]] == [("2-33", 16), ("34-49", 16)]
    assert rows[2].actors == ("contpte", "reclaim")
    assert rows[2].what() == (
        "contpte: PTE0..PTE15: present -> none;"
        " reclaim: reads PTE0..PTE15 = none without the PTL, goes on"
    )
    assert len(fold(lockstep(3))) == 1 + 1 + 6 + 1 + 1


@pytest.mark.parametrize("most", [3, 5, 8])
def test_neighbours_share_a_row_where_there_are_too_many(most: int) -> None:
    """No step is lost, the initial state stays alone, and a row of a miss is joined last."""
    trace = make_trace(KEEPS_UP)
    rows = fold(trace, most=most)
    assert len(rows) == most
    assert [step.number for row in rows for step in row.steps] == list(range(len(trace.steps)))
    assert rows[0].actors == ()
    alone = [row.stepped_over for row in fold(trace, most=12) if row.stepped_over]
    assert alone == [(0,), (1,), (2,)]


def test_512_pages_fold_into_as_many_rows() -> None:
    """The rows of the story do not grow with the folio."""
    small, large = fold(make_trace(nr_pages=4)), fold(make_trace(seed_events(512), nr_pages=512))
    assert [row.what().partition(":")[2] for row in large] == [
        row.what().partition(":")[2] for row in small
    ]
    assert large[-2].what() == "PTE1..PTE511: present -> swap"


def test_several_effects_of_one_row() -> None:
    """A row with several effects says all of them, in a fixed order."""
    trace = make_trace(["zap all 0=none 2=none 3=swap reads=1 -ptl"])
    row = fold(trace)[1]
    assert row.what() == (
        "PTE0, PTE2: present -> none; PTE3: present -> swap; "
        "reads PTE1 = none without the PTL, goes on; drops the PTL"
    )


def test_a_change_that_is_undone_is_said() -> None:
    """What a loop clears and sets again is said with what it was meanwhile."""
    trace = make_trace(["protect p 0=none", "protect q 0=present"] * 2)
    (row,) = fold(trace)[1:]
    assert (row.rounds, row.changes(), row.what()) == (
        2,
        {("present", "none", "present"): [0]},
        "PTE0: present -> none -> present",
    )


@pytest.mark.parametrize(
    ("events", "numbers"),
    [
        (["a x"], ["0", "1"]),
        (["a x", "a x"], ["0", "1-2"]),
        (["a x", "b x"], ["0", "1", "2"]),
        (["a x", "b x"] * 3, ["0", "1", "2", "3", "4", "5", "6"]),
        (["a x", "b x"] * 4, ["0", "1-8"]),
        (["a x +ptl", "a y -ptl", "b x"] * 4, ["0", *map(str, range(1, 13))]),
        (["a x", "a y"] * 3 + ["a x"], ["0", "1-6", "7"]),
        (["a x", "a y", "a z"], ["0", "1-3"]),
        (["a x", "a y +ptl", "a z", "a w"], ["0", "1", "2", "3-4"]),
        (["a x"] * 3 + ["a y"] + ["a x"] * 2, ["0", "1-3", "4", "5-6"]),
        ([f"a l{i}" for i in range(8)] * 2, ["0", "1-16"]),
        ([f"a l{i} 0=none" for i in range(9)] * 2, [str(i) for i in range(19)]),
        ([f"a l{i}" for i in range(9)] * 2, ["0", "1-18"]),
    ],
)
def test_which_loops_fold(events: list[str], numbers: list[str]) -> None:
    """Rounds of one CPU fold if they are not too long, and so do steps that change nothing."""
    assert [row.numbers for row in fold(make_trace(events))] == numbers


@settings(deadline=None)
@given(_TURNS)
def test_every_step_is_in_one_row(turns: list[tuple[str, str]]) -> None:
    """Folding keeps each step once and in order; CPUs share a row in lockstep, of four rounds."""
    trace = make_trace([" ".join(turn) for turn in turns])
    rows = fold(trace)
    assert tuple(step for row in rows for step in row.steps) == trace.steps
    for row in rows:
        assert len(row.actors) < 2 or row.rounds >= 4
        length, rest = divmod(len(row.steps), row.rounds)
        assert rest == 0
        labels = [step.action for step in row.steps]
        assert labels == labels[:length] * row.rounds


@settings(deadline=None)
@given(_TURNS)
def test_unfolded_has_a_row_for_each_step(turns: list[tuple[str, str]]) -> None:
    """With unfold, each row is one step."""
    trace = make_trace([" ".join(turn) for turn in turns])
    assert [row.steps for row in fold(trace, unfold=True)] == [(step,) for step in trace.steps]


@pytest.mark.parametrize("events", [KEEPS_UP, ZAPPED])
def test_rows_of_the_variants(events: tuple[str, ...]) -> None:
    """The pages that a row stepped over are those that its steps stepped over."""
    trace = make_trace(events)
    rows = fold(trace)
    pages = [step.stepped_over for step in trace.steps if step.stepped_over is not None]
    assert [page for row in rows for page in row.stepped_over] == pages
