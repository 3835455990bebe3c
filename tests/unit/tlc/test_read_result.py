"""What an output of TLC, made by hand, is read as: a verdict only if everything in it agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from made import (
    ENDS,
    FINISHED,
    LOCKED,
    SUCCESS,
    VERSION,
    WHOLE,
    counted,
    message,
    read,
    violated,
    watching,
)
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.search import Question

SEARCH = Question("safety", (WHOLE, LOCKED), watch=True)
ALONE = Question("Ends", (ENDS,))
BOTH = watching("Whole", "Locked")
END = counted() + FINISHED
RECOVERED = "Recovery completed. {} states examined. 5 states on queue."
MANY = 1 << 18


def test_a_complete_search(tmp_path: Path) -> None:
    """A search that looked at everything and ended well holds."""
    found = read(VERSION + BOTH + SUCCESS + END, SEARCH, tmp_path)
    assert (found.outcome, found.complete, found.went_on) == ("holds", True, False)
    assert found.tlc_version == "TLC2 Version 2.15"
    assert found.counts == Counts(100, 40, 0, 0)
    assert found.reported == ()


def test_a_report(tmp_path: Path) -> None:
    """What Watch reports is violated, and nothing else."""
    found = read(BOTH + violated("Locked") + SUCCESS + END, SEARCH, tmp_path)
    assert (found.outcome, found.reported) == ("violated", (LOCKED,))
    assert found.tlc_version == "TLC of an unknown version"


@pytest.mark.parametrize(
    "text",
    [
        SUCCESS + counted(),
        SUCCESS + FINISHED,
        END,
        SUCCESS + counted(left=1) + FINISHED,
        SUCCESS + counted(distinct=0) + FINISHED,
        SUCCESS + END + message(2110, "Invariant Whole is violated."),
        SUCCESS + END + message(2107, "Invariant Whole is violated by the initial state:"),
        SUCCESS + END + message(2112, "Action property Whole is violated."),
        SUCCESS + END + message(2114, "Deadlock reached."),
        SUCCESS + END + message(2116, "Temporal properties were violated."),
        SUCCESS + END + message(1000, "something else", severity=1),
        SUCCESS + END.removesuffix("@!@!@ENDMSG 2186 @!@!@\n"),
    ],
    ids=[
        *("unfinished", "no-counts", "no-success", "left", "no-state", "invariant", "initially"),
        *("action", "deadlock", "temporal", "error", "cut"),
    ],
)
def test_status_0_with_anything_missing_or_wrong(tmp_path: Path, text: str) -> None:
    """Status 0 is believed only beside all messages of a complete search and none of a failure."""
    with pytest.raises(ToolFailed, match="does not show a complete search"):
        read(BOTH + text, SEARCH, tmp_path)


def test_a_property_that_nobody_looked_at(tmp_path: Path) -> None:
    """A search that does not say that it looks at a property decides nothing."""
    with pytest.raises(ToolFailed, match="without having looked at Locked"):
        read(watching("Whole") + SUCCESS + END, SEARCH, tmp_path)
    with pytest.raises(ToolFailed, match="without having looked at Ends"):
        read(SUCCESS + END, ALONE, tmp_path)
    begun = message(2212, "Checking temporal properties for the complete state space")
    assert read(begun + SUCCESS + END, ALONE, tmp_path).outcome == "holds"
    assert read(SUCCESS + END, Question("one", (WHOLE,)), tmp_path).outcome == "holds"


def test_a_report_of_something_else(tmp_path: Path) -> None:
    """A violation of what the spec does not have is no verdict."""
    with pytest.raises(ToolFailed, match="not asked for: Other"):
        read(BOTH + violated("Other") + SUCCESS + END, SEARCH, tmp_path)


def _went_on(before: str, since: str, distinct: int) -> str:
    recovered = message(2198, RECOVERED.format(1000))
    return before + recovered + since + SUCCESS + counted(distinct + 1, distinct) + FINISHED


def test_a_search_that_went_on(tmp_path: Path) -> None:
    """From a checkpoint on it says again what it looks at, but for what it had reported before."""
    text = _went_on(BOTH, BOTH, MANY + 1000)
    found = read(text, SEARCH, tmp_path)
    assert (found.outcome, found.went_on) == ("holds", True)
    assert found.counts == Counts(None, MANY + 1000, 0, 0)

    reported = _went_on(BOTH + violated("Locked"), watching("Whole"), MANY + 1000)
    assert read(reported, SEARCH, tmp_path).reported == (LOCKED,)


def test_a_search_that_went_on_and_looked_at_less(tmp_path: Path) -> None:
    """A property that it no longer looks at after the checkpoint is not decided by it."""
    with pytest.raises(ToolFailed, match="without having looked at Locked"):
        read(_went_on(BOTH, watching("Whole"), MANY + 1000), SEARCH, tmp_path)
    twice = _went_on(BOTH + message(2198, RECOVERED.format(10)) + BOTH, "", MANY + 1000)
    with pytest.raises(ToolFailed, match="without having looked at Locked, Whole"):
        read(twice, SEARCH, tmp_path)


def test_a_search_that_went_on_a_little(tmp_path: Path) -> None:
    """Over few states it may end before it has said anything again."""
    assert read(_went_on(BOTH, "", MANY + 999), SEARCH, tmp_path).outcome == "holds"


@pytest.mark.parametrize("status", [3, 1, 153, 255])
@pytest.mark.parametrize(
    "said",
    [
        message(1001, "Java ran out of memory.", severity=1),
        message(1002, "Java ran out of memory.", severity=1),
        "java.lang.OutOfMemoryError: Java heap space\n",
    ],
    ids=["search", "initial", "jvm"],
)
def test_a_full_heap(tmp_path: Path, said: str, status: int) -> None:
    """Out of memory is a limit if it is said and the status is one that a full heap has."""
    found = read(BOTH + violated("Whole") + said, SEARCH, tmp_path, status=status)
    assert (found.outcome, found.reason) == ("undecided", "the JVM's memory was exhausted")
    assert found.reported == (WHOLE,)
    assert not found.complete


@pytest.mark.parametrize("status", [2, 10, 11, 75, 150, -9])
def test_memory_is_not_believed_on_the_message_alone(tmp_path: Path, status: int) -> None:
    """With another status the message does not turn a crash into a limit."""
    with pytest.raises(ToolFailed, match="without a verdict"):
        read(BOTH + "java.lang.OutOfMemoryError\n", SEARCH, tmp_path, status=status)


@pytest.mark.parametrize("status", [3, 1, 153, 255])
def test_memory_is_not_believed_on_the_status_alone(tmp_path: Path, status: int) -> None:
    """Nor does the status alone."""
    with pytest.raises(ToolFailed, match=f"ended with status {status}"):
        read(BOTH, SEARCH, tmp_path, status=status)


def test_memory_beside_success(tmp_path: Path) -> None:
    """Words about memory do not spoil a search that is complete in every other way."""
    text = BOTH + "java.lang.OutOfMemoryError\n" + SUCCESS + END
    assert read(text, SEARCH, tmp_path).outcome == "holds"


def test_limits(tmp_path: Path) -> None:
    """A search that we have ended is undecided, whatever it has printed, and says which limit."""
    for stopped, reason in (("time", "time limit"), ("states", "state limit")):
        found = read(
            BOTH + SUCCESS + END,
            SEARCH,
            tmp_path,
            status=0,
            stopped=stopped,  # type: ignore[arg-type]
        )
        assert found.outcome == "undecided"
        assert found.reason == f"the {reason} was reached"
        assert not found.complete


def test_a_signal(tmp_path: Path) -> None:
    """A JVM that was killed decides nothing."""
    with pytest.raises(ToolFailed, match="was ended by signal 9"):
        read(BOTH + SUCCESS + END, SEARCH, tmp_path, status=-9)


def _state(number: int, text: str) -> str:
    head = "<Initial predicate>" if number == 1 else "<step line 1, col 2 to line 3, col 4 of M>"
    return message(2217, f"{number}: {head}\n{text}", severity=4)


BEHAVIOUR = message(2121, "The behavior up to this point is:", severity=1)
VIOLATED = message(2110, "Invariant Whole is violated.", severity=1) + BEHAVIOUR
ONE = Question("one", (WHOLE, LOCKED))


def test_a_behaviour(tmp_path: Path) -> None:
    """States follow one another; what a step has not changed stays."""
    text = VIOLATED + _state(1, "/\\ x = 1\n/\\ y = 2") + _state(2, "/\\ y = 3") + _state(3, "")
    found = read(text + counted() + FINISHED, ONE, tmp_path, status=12)
    assert (found.outcome, found.violated, found.ending) == ("violated", WHOLE, "stop")
    assert [(state.number, state.action) for state in found.states] == [
        (1, "Initial predicate"),
        (2, "step"),
        (3, "step"),
    ]
    assert [dict(state.variables) for state in found.states] == [
        {"x": 1, "y": 2},
        {"x": 1, "y": 3},
        {"x": 1, "y": 3},
    ]


@pytest.mark.parametrize(
    "text",
    [
        VIOLATED + _state(1, "/\\ x = 1") + counted(),
        VIOLATED + FINISHED,
        VIOLATED + _state(1, "/\\ x = 1") + _state(3, "/\\ x = 2") + FINISHED,
        VIOLATED + _state(2, "/\\ x = 1") + FINISHED,
        VIOLATED + VIOLATED + _state(1, "/\\ x = 1") + FINISHED,
        VIOLATED + _state(1, "/\\ x = ") + FINISHED,
        VIOLATED + _state(1, "/\\ x = 1") + _state(2, "/\\ z = 1") + FINISHED,
        VIOLATED.replace("Whole", "Other") + _state(1, "/\\ x = 1") + FINISHED,
        _state(1, "/\\ x = 1") + FINISHED,
    ],
    ids=[
        *("unfinished", "no-state", "gap", "late", "twice", "garbage", "strange", "other"),
        "no-violation",
    ],
)
def test_a_behaviour_that_is_not_whole(tmp_path: Path, text: str) -> None:
    """A violation without its whole behaviour, or of something else, is no verdict."""
    with pytest.raises(ToolFailed):
        read(text, ONE, tmp_path, status=12)


def test_violated_initially(tmp_path: Path) -> None:
    """A violation in the initial state has that state alone."""
    said = message(2107, "Invariant Locked is violated by the initial state:\n/\\ x = 1", 1)
    found = read(said + counted() + FINISHED, ONE, tmp_path, status=12)
    assert found.violated == LOCKED
    assert [(s.number, s.action, dict(s.variables)) for s in found.states] == [
        (1, "Initial predicate", {"x": 1})
    ]


def test_liveness(tmp_path: Path) -> None:
    """A behaviour that violates a temporal property stutters, or goes back to a state."""
    start = message(2116, "Temporal properties were violated.", severity=1) + _state(1, "/\\ x = 1")
    stuttering = start + message(2218, "2: Stuttering", severity=4) + FINISHED
    found = read(stuttering, ALONE, tmp_path, status=13)
    assert (found.violated, found.ending, found.back_to) == (ENDS, "stuttering", None)

    loop = start + _state(2, "/\\ x = 2") + message(2122, "1: <step line 1>", severity=4) + FINISHED
    found = read(loop, ALONE, tmp_path, status=13)
    assert (found.ending, found.back_to, len(found.states)) == ("loop", 1, 2)

    with pytest.raises(ToolFailed, match="not asked for"):
        read(stuttering, Question("two", (ENDS, WHOLE)), tmp_path, status=13)
