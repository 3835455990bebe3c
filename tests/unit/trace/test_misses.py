"""Tests of the sentences on a trace: what was missed, and how it ended."""

from __future__ import annotations

import dataclasses
from typing import Literal

import pytest

from tornfolio.trace import misses as misses_module
from tornfolio.trace.misses import Miss, misses, summary
from traces import KEEPS_UP, ZAPPED, make_trace, seed_events

TORN = "the folio is torn, still mapped and not reclaimed."


def test_the_seed_story() -> None:
    """The story of the seed is told in two sentences."""
    trace = make_trace()
    assert misses(trace) == (Miss(0, "contpte", cleared=3, read=4, restored=10),)
    assert summary(trace) == [
        "Step 4: contpte has cleared PTE0 for a moment, in step 3; the walk reads none without"
        " the PTL and goes on. PTE0 is set again in step 10, too late for the walk.",
        f"In the end PTE0 stays present while PTE1..PTE3 are swap entries: {TORN}",
    ]


def test_several_misses_are_one_sentence() -> None:
    """PTEs that one writer hid one after the other are told together."""
    trace = make_trace(KEEPS_UP)
    assert misses(trace) == (
        Miss(0, "protect", cleared=3, read=4, restored=5),
        Miss(1, "protect", cleared=6, read=7, restored=8),
        Miss(2, "protect", cleared=9, read=10, restored=12),
    )
    assert summary(trace) == [
        "Steps 4 to 10: protect has cleared PTE0..PTE2 for a moment, in steps 3 to 9; the walk"
        " reads none without the PTL and goes on. They are set again in steps 5 to 12, too late"
        " for the walk.",
        f"In the end PTE0..PTE2 stay present while PTE3 is a swap entry: {TORN}",
    ]


def test_what_one_step_does_is_said_of_one_step() -> None:
    """PTEs that are cleared at once, or read at once, have one step, and not a range of steps."""
    group = [
        Miss(0, "contpte", cleared=2, read=4, restored=7),
        Miss(1, "contpte", cleared=2, read=5, restored=7),
    ]
    (sentence,) = [misses_module._missed(make_trace(), group)]
    assert sentence == (
        "Steps 4 to 5: contpte has cleared PTE0..PTE1 for a moment, in step 2; the walk reads none"
        " without the PTL and goes on. They are set again in step 7, too late for the walk."
    )


def test_a_miss_under_the_ptl_is_told_so() -> None:
    """A walk that holds the PTL as it reads none, of a table whose entries moved, is told so."""
    trace = make_trace(
        ["contpte c 0=none", "reclaim l +ptl", "reclaim map_pte reads=0", "contpte s 0=present"]
    )
    assert misses(trace) == (Miss(0, "contpte", cleared=1, read=3, restored=4, held=True),)
    assert "the walk reads none under the PTL and goes on" in summary(trace)[0]
    assert "without the PTL" not in " ".join(summary(trace))


def test_zapped_ptes_are_no_misses() -> None:
    """What userspace has unmapped for good the walk has not missed."""
    trace = make_trace(ZAPPED)
    assert misses(trace) == ()
    assert summary(trace) == ["The behaviour ends with the PTEs 0000."]


def test_zapped_after_it_was_set_again() -> None:
    """A PTE that was set again has been missed, whatever became of it later."""
    events = ["contpte c 0=none", "reclaim map_pte reads=0", "contpte s 0=present", "zap z 0=none"]
    assert misses(make_trace(events)) == (Miss(0, "contpte", cleared=1, read=2, restored=3),)


def test_found_again_is_no_miss() -> None:
    """What a walk that begins again unmaps was not missed: only the other PTE was."""
    events = [
        "contpte c 0=none",
        "reclaim map_pte reads=0",
        "contpte s 0=present",
        "protect p 1=none",
        "reclaim next_pte reads=1",
        "protect q 1=present",
        "reclaim ttu_clear 0=none",
        "reclaim ttu_set_swap 0=swap",
    ]
    assert misses(make_trace(events)) == (Miss(1, "protect", cleared=4, read=5, restored=6),)


@pytest.mark.parametrize(
    ("addresses", "label", "missed"),
    [
        ([0, 1, 1, 1, 0, 0], "this_pte", False),  # back at PTE0 after it was set again
        ([0, 1, 1, 1, 1, 2], "next_pte", True),  # on and on
        ([0, 1, 0, 1, 1, 2], "next_pte", True),  # back before it was set again, and on again
        ([0, 0, 0, 0, 0, 0], "next_pte", True),  # still there: it was never past PTE0
        ([0, 1, 1, 1, 0, 0], "shrink_lock", True),  # another walk, in a later pass
    ],
    ids=["back", "on", "back too early", "not past it", "another walk"],
)
def test_a_walk_that_comes_back_is_not_too_late(
    addresses: list[int], label: str, missed: bool
) -> None:
    """What the same walk looks at again is no miss, whether the trace goes on to its end or not."""
    events = [
        "contpte c 0=none",
        "reclaim map_pte reads=0",
        "reclaim next_pte",
        "reclaim next_pte",
        "contpte s 0=present",
        "reclaim next_pte_lock",
        "reclaim this_pte",
    ]
    trace = make_trace(events)
    steps = list(trace.steps)
    for at, addr in enumerate(addresses, start=2):
        pc = {"reclaim": label if at == 6 else "next_pte"}
        state = dataclasses.replace(steps[at].state, pc=pc, variables={"addr": addr, "vma": 1})
        steps[at] = dataclasses.replace(steps[at], state=state)
    trace = dataclasses.replace(trace, steps=tuple(steps))
    assert bool(misses(trace)) == missed
    assert ("too late" in " ".join(summary(trace))) == missed


def test_misses_of_two_writers_are_two_sentences() -> None:
    """Each writer has its own sentence."""
    events = [
        "contpte c 0=none",
        "reclaim map_pte reads=0",
        "contpte s 0=present",
        "protect p 1=none",
        "reclaim next_pte reads=1",
        "protect q 1=present",
    ]
    sentences = summary(make_trace(events))
    assert len(sentences) == 3
    assert sentences[0].startswith("Step 2: contpte has cleared PTE0 for a moment, in step 1; ")
    assert sentences[1].startswith("Step 5: protect has cleared PTE1 for a moment, in step 4; ")
    assert sentences[2] == "The behaviour ends with the PTEs PPPP."


def test_what_the_trace_does_not_show() -> None:
    """Without a step that cleared the PTE, the sentence names no writer and no such step."""
    events = ["reclaim map_pte reads=0", "contpte s 0=present"]
    trace = make_trace(events, pte=["none", "swap"])
    assert misses(trace) == (Miss(0, None, cleared=None, read=1, restored=2),)
    assert summary(trace) == [
        "Step 1: the walk reads PTE0 = none without the PTL and goes on."
        " PTE0 is set again in step 2, too late for the walk.",
        f"In the end PTE0 stays present while PTE1 is a swap entry: {TORN}",
    ]


def test_a_walk_under_way_has_torn_nothing_yet() -> None:
    """PTEs of both kinds are a tear only once try_to_unmap() has returned."""
    walk = make_trace(seed_events()[:-2])
    last = walk.steps[-1]
    state = dataclasses.replace(last.state, pc={"reclaim": "next_pte", "contpte": "Done"})
    steps = (*walk.steps[:-1], dataclasses.replace(last, state=state))
    sentences = summary(dataclasses.replace(walk, steps=steps))
    assert sentences[-1] == "The behaviour ends in mid-walk with the PTEs PSSS."


@pytest.mark.parametrize(
    ("ending", "back_to", "sentence"),
    [
        ("stuttering", None, "Nothing can happen any more, though not every CPU has finished."),
        ("loop", 1, "From here on, the steps after step 0 repeat."),
        ("loop", 17, "From here on, the steps after step 16 repeat."),
    ],
)
def test_endings(ending: Literal["stuttering", "loop"], back_to: int | None, sentence: str) -> None:
    """A behaviour that does not stop says so last; its states are counted from 1, steps from 0."""
    trace = make_trace(ending=ending, back_to=back_to)
    assert summary(trace) == [*summary(make_trace()), sentence]


def test_512_pages() -> None:
    """The sentences of a large folio are as short as those of a small one."""
    sentences = summary(make_trace(seed_events(512), nr_pages=512))
    assert "PTE0 is set again in step 22" in sentences[0]
    assert "while PTE1..PTE511 are swap entries" in sentences[1]
