"""The engine under small programs whose outcomes can be counted by hand, with each compiler."""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from pathlib import Path

import pytest

from engine_programs import COMPILERS, Compiler, compile_engine
from tornfolio.linux.schedule import Finding, Searched
from tornfolio.linux.search import Limits, Progress, replay, search
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Processes

Explore = Callable[..., Searched]


def finals(searched: Searched) -> set[str]:
    """The texts of all final states; the search must have seen them all."""
    assert searched.decided
    return {final.text for final in searched.finals}


def violated(searched: Searched) -> dict[str, Finding]:
    """What is violated, by property."""
    return {finding.property: finding for finding in searched.violated}


def outcomes(searched: Searched) -> tuple[set[str], set[tuple[str, str]]]:
    """Final states and errors, without how they come about."""
    return finals(searched), {(found.property, found.text) for found in searched.violated}


def interleavings(*steps: int) -> int:
    """Say in how many orders CPUs can take their steps."""
    count = factorial(sum(steps))
    for of_one in steps:
        count //= factorial(of_one)
    return count


@pytest.mark.parametrize("cpus", [2, 3, 4])
def test_lost_update(explore: Explore, cpus: int) -> None:
    """Updates get lost: n CPUs, each a load and a store, leave any number from 1 to n."""
    searched = explore("lost_update", {"cpus": cpus})
    assert finals(searched) == {str(left) for left in range(1, cpus + 1)}
    assert set(violated(searched)) == {"AllCounted"}
    assert searched.schedules == interleavings(*[2] * cpus)


def test_equal_states_are_one(explore: Explore) -> None:
    """No state is counted twice: two CPUs that update have twelve.

    None has loaded: 1. One has loaded: 2; both have: 1. One has stored, and the other has not
    loaded: 2, has loaded 0: 2, has loaded 1: 2. Both have stored, 1 or 2: 2.
    """
    assert explore("lost_update").states == 12
    # Else each way to a state counts: 1 + 2 + 4 + 6 + 6 after none to four steps.
    assert explore("lost_update", hashed=False).states == 19


def test_shortest_schedule(explore: Explore) -> None:
    """A finding comes with a schedule that shows it: both load before either stores."""
    found = violated(explore("lost_update"))["AllCounted"]
    assert found.schedule is not None
    accesses = [access for step in found.schedule.steps for access in step.accesses]
    assert [access.what for access in accesses] == ["read", "read", "write", "write"]
    assert [(access.before, access.after) for access in accesses][2:] == [(0, 1), (1, 1)]
    assert {access.address for access in accesses} == {"counter+0"}


def test_store_buffering(explore: Explore) -> None:
    """Memory is sequentially consistent: never do both CPUs miss the other's store.

    Each CPU has three steps: the store of its flag, the load of the other's, and the store of what
    it saw.
    """
    searched = explore("store_buffering")
    assert finals(searched) == {"01", "10", "11"}
    assert searched.schedules == interleavings(3, 3)


def test_named_step(explore: Explore) -> None:
    """A name that the code gives stands with the next access of that CPU, and with no other."""
    schedule = explore("store_buffering").finals[0].schedule
    assert schedule is not None
    for cpu in (0, 1):
        told = [one for step in schedule.steps if step.cpu == cpu for one in step.accesses]
        assert [(one.name, one.file, one.line) for one in told] == [
            ("set the flag", "nowhere.c", 7),
            (None, None, None),
            (None, None, None),
        ]


def test_peterson(explore: Explore) -> None:
    """Peterson's lock excludes; loops that wait end the search nonetheless."""
    searched = explore("peterson")
    assert searched.decided
    assert not searched.violated
    assert searched.schedules is None, "there is a loop, so schedules cannot be counted"


def test_broken_peterson(explore: Explore) -> None:
    """A flag that is raised too late lets both in.

    The shortest way takes ten steps: each CPU stores `turn`, loads the other's flag, stores its
    own, and loads and stores `inside`.
    """
    found = violated(explore("peterson", {"broken": 1}))
    assert set(found) == {"Exclusion"}
    assert found["Exclusion"].steps == 10


def test_ticket_lock(explore: Explore) -> None:
    """A ticket lock, built on an atomic addition, loses no update of three CPUs."""
    assert finals(explore("ticket", {"cpus": 3})) == {"3"}


def test_broken_ticket_lock(explore: Explore) -> None:
    """Tickets taken by a load and a store may be the same, and then updates get lost.

    With two CPUs both can have ticket 0 and load the counter before either stores: 1 is left. If
    one is done before the other, which has ticket 0 too, looks whose turn it is, that one waits for
    ever: after the two loads of `next` it takes the first five more steps to store it, see that it
    is its turn, load and store the counter, and pass the turn on.
    """
    searched = explore("ticket", {"cpus": 2, "broken": 1})
    assert finals(searched) == {"1", "2"}
    assert {name: found.steps for name, found in violated(searched).items()} == {"NoLivelock": 7}


def test_deadlock_is_named(explore: Explore) -> None:
    """A deadlock says who waits for what, and the search goes on beside it.

    Once a CPU has its first lock, either it takes its second one and goes on until it has dropped
    that, after which the other begins before or after its last step, or the other one begins at
    once, which is the deadlock: three schedules for each CPU that may be first.
    """
    searched = explore("abba")
    found = violated(searched)["NoDeadlock"]
    assert found.text == (
        "reclaim waits for folio lock, which writer has; writer waits for ptl, which reclaim has"
    )
    assert found.steps == 2
    assert len(searched.finals) == 1
    assert searched.schedules == 6


def test_ordered_locks(explore: Explore) -> None:
    """Locks that are taken in one order do not block: one CPU goes first and then the other."""
    searched = explore("abba", {"ordered": 1})
    assert searched.decided
    assert not searched.violated
    assert searched.schedules == 2


@pytest.mark.parametrize(
    ("way", "broken", "text"),
    [
        ("null", "NoCrash", "read of 8 bytes at 0x10, where there is no memory"),
        ("abort", "NoCrash", "SIGABRT (abort())"),
        ("bug", "NoCrash", "this must not be"),
        ("overflow", "NoCrash", "the stack of cpu 0 overflows"),
        ("loop", "NoEndlessStep", "cpu 0 runs on without touching shared memory"),
    ],
)
def test_what_ends_a_schedule(explore: Explore, way: str, broken: str, text: str) -> None:
    """A crash or an endless loop ends its schedule with an error, and others are gone through.

    CPU 0 comes to grief if it sees the flag that CPU 1 raises. If it looks first, both return.
    """
    searched = explore("mishaps", {"way": way})
    assert finals(searched) == {"flag 1"}
    found = violated(searched)[broken]
    assert found.text == text
    assert found.steps == 2
    assert found.schedule is not None
    assert [step.ends for step in found.schedule.steps] == [False, True]
    assert [error.text for error in found.schedule.steps[-1].errors] == [text]
    assert searched.schedules == 2


def test_trap(explore: Explore) -> None:
    """A trap, which is what BUG() is on most machines, is a crash that names its signal."""
    found = violated(explore("mishaps", {"way": "trap"}))["NoCrash"]
    assert found.text.startswith(("SIGILL", "SIGTRAP"))


def test_endless_spin(explore: Explore) -> None:
    """Of a loop over memory that nobody else touches the first 100 accesses are told.

    Where a compiler's code makes each of them a step it is a livelock.
    """
    found = violated(explore("mishaps", {"way": "spin"}))
    ((name, finding),) = found.items()
    assert (name, finding.steps) in {("NoEndlessStep", 102), ("NoLivelock", 1)}


def test_endless_section(explore: Explore) -> None:
    """A loop in an atomic section touches memory, but no other CPU ever runs: it is an error."""
    searched = explore("mishaps", {"way": "closed loop"})
    assert set(violated(searched)) == {"NoEndlessStep"}
    assert finals(searched) == {"flag 1"}


def test_escape(explore: Explore) -> None:
    """A write to memory that was not declared is an error, whose text has the address."""
    found = violated(explore("mishaps", {"way": "escape"}))["NoEscape"]
    assert found.text.startswith("write of 8 bytes at 0x")
    assert found.text.endswith(", which is not declared as shared")


def test_error_that_goes_on(explore: Explore) -> None:
    """An error that the code itself records does not end the schedule."""
    searched = explore("mishaps", {"way": "error"})
    found = violated(searched)["Promise"]
    assert (found.text, found.steps) == ("it was broken", 2)
    assert finals(searched) == {"flag 1"}
    assert searched.schedules == 2


def test_lock_that_is_not_held(explore: Explore) -> None:
    """Who drops a lock that he does not hold violates LockDiscipline."""
    assert set(violated(explore("mishaps", {"way": "unlock"}))) == {"LockDiscipline"}


def test_choices(explore: Explore) -> None:
    """Each number of a choice is tried, from each initial state.

    The last store is 9, or the number. For each of two initial states and three choices, the store
    of the other CPU stands before, between or after the two steps.
    """
    searched = explore("choices")
    assert finals(searched) == {"0", "1", "2", "9"}
    assert searched.schedules == 2 * 3 * 3
    two = next(final for final in searched.finals if final.text == "2")
    assert two.schedule is not None
    chosen = [one for step in two.schedule.steps for one in step.accesses if one.what == "choose"]
    assert [(one.name, one.choice) for one in chosen] == [("which page", 2)]
    assert two.schedule.start == "chosen = 100"
    assert two.schedule.steps[-1].state == "chosen = 2"


def test_choice_of_one(explore: Explore) -> None:
    """A choice of one number is no step: two stores, in two orders, from two initial states."""
    searched = explore("choices", {"n": 1})
    assert finals(searched) == {"0", "9"}
    assert searched.schedules == 2 * interleavings(1, 1)


def test_atomic_section(explore: Explore) -> None:
    """A section is one step, so that no update gets lost, and its accesses are all told."""
    searched = explore("sections")
    assert finals(searched) == {"2 1 2", "2 2 1"}
    assert searched.schedules == 2
    schedule = searched.finals[0].schedule
    assert schedule is not None
    assert [access.what for access in schedule.steps[0].accesses][:3] == [
        "atomic section",
        "read",
        "write",
    ]


def test_section_that_waits(explore: Explore) -> None:
    """A section that waits for the other CPU comes second."""
    searched = explore("sections", {"wait": 1})
    assert finals(searched) == {"2 2 1"}
    assert searched.schedules == 1


def test_sections_that_wait_for_each_other(explore: Explore) -> None:
    """Two that wait for each other are a deadlock, before any step."""
    found = violated(explore("sections", {"wait": 2}))["NoDeadlock"]
    assert found.steps == 0
    assert found.text == (
        "cpu 0 waits for the other, which cpu 1 has; cpu 1 waits for the other, which cpu 0 has"
    )


def test_history(explore: Explore) -> None:
    """Callbacks see each load and store, of halves, atomics and blocks, and may keep a history.

    The word is 0, 1, both halves, and 0 again. The second load sees one of these three.
    """
    searched = explore("history")
    assert finals(searched) == {
        "read 0, 3 writes",
        "read 0x1, 3 writes",
        "read 0x200000001, 3 writes",
    }
    found = violated(searched)
    assert set(found) == {"NeverFull"}
    assert found["NeverFull"].steps == 2
    assert searched.schedules == interleavings(2, 3)


def test_unannounced_store(explore: Explore) -> None:
    """A store by code that is not instrumented is found out; the engine does not go on."""
    with pytest.raises(ToolFailed, match="written by code that is not instrumented"):
        explore("unannounced")


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("lost_update", {"cpus": 3}),
        ("store_buffering", {}),
        ("abba", {}),
        ("choices", {}),
        ("sections", {}),
        ("history", {}),
        ("mishaps", {"way": "null"}),
        ("mishaps", {"way": "error"}),
        ("walk", {"words": 4}),
    ],
)
def test_without_hashing(explore: Explore, name: str, settings: dict[str, str | int]) -> None:
    """Knowing states again changes nothing of what is found, nor the number of schedules."""
    known, unknown = explore(name, settings), explore(name, settings, hashed=False)
    assert outcomes(known) == outcomes(unknown)
    assert known.schedules == unknown.schedules
    assert known.states <= unknown.states
    shortest = {(one.property, one.text): one.steps for one in known.finals + known.violated}
    assert shortest == {
        (one.property, one.text): one.steps for one in unknown.finals + unknown.violated
    }


def test_walk(explore: Explore) -> None:
    """A walk beside one that clears from the other end counts what it was in time for.

    Of four words any number from 0 to 4 may still be set when the walk comes there.
    """
    assert finals(explore("walk", {"words": 4})) == {"0", "1", "2", "3", "4"}


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(states=1000), "states"),
        (Limits(megabytes=2), "memory"),
        (Limits(seconds=0.2), "time"),
    ],
)
def test_limits(explore: Explore, limits: Limits, why: str) -> None:
    """A search that meets a limit is not decided, says which one, and keeps what it has found.

    4096 words make more than 16 million states: one for each place of the walk and the other CPU.
    """
    searched = explore("walk", {"words": 4096}, limits)
    assert not searched.decided
    assert searched.why == why
    assert 1 < searched.states < 4096 * 4096


@pytest.mark.parametrize("steps", [1, 4, 40])
def test_points(explore: Explore, steps: int) -> None:
    """Steps that touch nothing make one state for each place of the two CPUs."""
    searched = explore("points", {"n": steps})
    assert searched.states == (steps + 1) ** 2
    # As a floating-point number counts them.
    assert searched.schedules == pytest.approx(interleavings(steps, steps), rel=1e-9)


def test_what_calls_leave_behind(explore: Explore) -> None:
    """What calls have left below on a stack makes no states, even of code that tells no depth.

    Each CPU has eight steps then.
    """
    assert explore("points", {"n": 4, "scribble": 1}).states == 9**2


def test_more_schedules_than_can_be_counted(explore: Explore) -> None:
    """Where there are more orders than a number can say, the search is complete nonetheless."""
    assert interleavings(520, 520) > 10**300
    searched = explore("points", {"n": 520})
    assert searched.decided
    assert searched.schedules is None
    assert searched.states == 521**2


def test_progress(program: Callable[[str], Path], processes: Processes, tmp_path: Path) -> None:
    """A search tells how far it has come, each time further."""
    told: list[Progress] = []
    search(
        program("walk"),
        processes,
        tmp_path / "output",
        settings={"words": 4096},
        limits=Limits(seconds=3),
        schedules="none",
        on_progress=told.append,
    )
    assert told
    assert [one.states for one in told] == sorted({one.states for one in told})


def test_replay(
    program: Callable[[str], Path], explore: Explore, processes: Processes, tmp_path: Path
) -> None:
    """The moves of a finding lead through its schedule once more."""
    for final in explore("choices").finals:
        assert replay(program("choices"), processes, tmp_path / "again", final.moves) == (
            final.schedule
        )


def test_option_that_is_no_number(explore: Explore) -> None:
    """A parameter that is no number is an error that names it."""
    with pytest.raises(ToolFailed, match="cpus=many is no number"):
        explore("lost_update", {"cpus": "many"})


def test_too_many_cpus(explore: Explore) -> None:
    """A program with more CPUs than the engine has is an error that says how many there may be."""
    with pytest.raises(ToolFailed, match="from 1 to 8 CPUs, not 9"):
        explore("lost_update", {"cpus": 9})


def test_other_machine(processes: Processes, tmp_path: Path) -> None:
    """The engine compiles for aarch64 as well, whatever machine this is."""
    wheel = COMPILERS[0]
    other = Compiler("aarch64", (*wheel.argv[:-1], "-target", "aarch64-linux-musl"), "clang")
    assert compile_engine(other, tmp_path, processes)
