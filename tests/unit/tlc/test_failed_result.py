"""What is said of an output that is no verdict, and of a behaviour after which TLC goes on."""

from __future__ import annotations

import dataclasses
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
    printed,
    read,
    run,
    spec,
    violated,
    watching,
)
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.tla.values import Function
from tornfolio.tlc.behaviour import RawState
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import read_result
from tornfolio.tlc.search import Question

SEARCH = Question("safety", (WHOLE, LOCKED), watch=True)
SHOWN = Question("safety", (WHOLE, LOCKED), watch=True, shown=LOCKED)
ONE = Question("one", (WHOLE, LOCKED))
ALONE = Question("Ends", (ENDS,))
BOTH = watching("Whole", "Locked")
BEHAVIOUR = message(2121, "The behavior up to this point is:", severity=1)
FOUND = message(2110, "Invariant Shown is violated.", severity=1) + BEHAVIOUR
WRONG = message(2110, "Invariant Whole is violated.", severity=1) + BEHAVIOUR


def _state(head: str, text: str = "/\\ x = 1") -> str:
    return message(2217, f"{head}\n{text}", severity=4)


FIRST = _state("1: <Initial predicate>")
SECOND = _state("2: <step(self) line 1, col 2 to line 3, col 4 of M>", "/\\ x = 2")


def _failed(text: str, question: Question, folder: Path, status: int) -> tuple[str, str]:
    with pytest.raises(ToolFailed) as failed:
        read(text, question, folder, status=status)
    return failed.value.problem, failed.value.next_step.replace(str(folder / "tlc.out"), "OUT")


@pytest.mark.parametrize("status", [-9, 137])
def test_a_jvm_that_was_killed(tmp_path: Path, status: int) -> None:
    """Signal 9, directly or through a shell, is said with what helps."""
    assert _failed(BOTH, SEARCH, tmp_path, status) == (
        "TLC was ended by signal 9 without a verdict, as the kernel does when memory runs out",
        "limit the JVM's heap with --memory, or find out who else killed it; its output is OUT",
    )


@pytest.mark.parametrize("status", [-15, 143])
def test_a_jvm_that_was_asked_to_end(tmp_path: Path, status: int) -> None:
    """What TLC had said until then is no reason, so it is not given as one."""
    assert _failed(BOTH, SEARCH, tmp_path, status) == (
        "TLC was ended by signal 15 without a verdict: another process asked it to end",
        "find out which one, and ask again; its output is OUT",
    )


@pytest.mark.parametrize(
    ("status", "text", "problem"),
    [
        (-6, "", "TLC was ended by signal 6 without a verdict: it said nothing"),
        (2, "", "TLC ended with status 2 without a verdict: it said nothing"),
        (
            2,
            "one\ntwo\nthree\nfour\n",
            "TLC ended with status 2 without a verdict: two three four",
        ),
        (
            2,
            "one\nParse Error\nthree\nfour\nfive\nsix\n",
            "TLC ended with status 2 without a verdict: Parse Error three four five",
        ),
        (
            2,
            "one\njava.lang.Exception\nthree\nError again\nfive\nsix\nseven\n",
            "TLC ended with status 2 without a verdict: java.lang.Exception three Error again five",
        ),
        (
            2,
            "last\n" + message(1000, "a mistake", severity=1) + message(1001, " ", severity=1),
            "TLC ended with status 2 without a verdict: a mistake last",
        ),
        (
            2,
            message(1000, "only a warning", severity=2) + message(2185, "Starting..."),
            "TLC ended with status 2 without a verdict: it said nothing",
        ),
        (
            2,
            "x" * 500 + "\n",
            "TLC ended with status 2 without a verdict: " + "x" * 400,
        ),
    ],
)
def test_a_crash(tmp_path: Path, status: int, text: str, problem: str) -> None:
    """Errors come first, then four lines from a complaint on, or else the last three lines."""
    assert _failed(text, SEARCH, tmp_path, status) == (problem, "its output is OUT")


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("java.io.FileNotFoundException: a.fp (Too many open files)", "ulimit -n"),
        ("java.lang.OutOfMemoryError: unable to create native thread: or limits", "ulimit -u"),
        ("[warning] Failed to start thread: pthread_create failed (EAGAIN)", "ulimit -u"),
        ("Error: Cannot create worker GC thread. Out of system resources.", "ulimit -u"),
        ("Could not reserve enough space for 4194304KB object heap", "ulimit -v"),
        ("There is insufficient memory for the Java Runtime Environment", "ulimit -v"),
        ("java.io.IOException: No space left on device", "make room"),
    ],
)
def test_what_the_system_refuses(tmp_path: Path, said: str, command: str) -> None:
    """HotSpot's words for a limit of the system give a sentence that names the limit."""
    problem, next_step = _failed(f"Semantic processing\n{said}\n", SEARCH, tmp_path, 255)
    assert problem.startswith("TLC ended without a verdict, as the system ")
    assert command in next_step
    assert next_step.endswith("; its output is OUT")


def test_status_0_that_is_not_believed(tmp_path: Path) -> None:
    """What is missing beside status 0 is said with the next step."""
    assert _failed(BOTH, SEARCH, tmp_path, 0) == (
        "TLC ended with status 0, but its output does not show a complete search",
        "read OUT and run again",
    )


def test_what_was_not_looked_at(tmp_path: Path) -> None:
    """All properties that were passed over are named, in order, with where to look."""
    text = SUCCESS + counted() + FINISHED
    assert _failed(text, SEARCH, tmp_path, 0) == (
        "TLC ended without having looked at Locked, Whole",
        "its .cfg or its module was changed; its output is OUT",
    )


def test_what_was_not_asked_for(tmp_path: Path) -> None:
    """A report of something else is named, and so is an invariant of another name."""
    text = BOTH + violated("Other") + SUCCESS + counted() + FINISHED
    what = "TLC reports a violation of something that was not asked for: "
    assert _failed(text, SEARCH, tmp_path, 0) == (f"{what}Other", "its output is OUT")
    said = "Invariant " + "O" * 300
    text = message(2110, said, severity=1) + FIRST + FINISHED
    assert _failed(text, ONE, tmp_path, 12) == (what + said[:200], "its output is OUT")


def test_several_reports_of_something_else(tmp_path: Path) -> None:
    """Each unknown name is there, whichever comes first."""
    problem, _ = _failed(BOTH + violated("A", "B"), SEARCH, tmp_path, 0)
    assert problem.rpartition(": ")[2] in ("A, B", "B, A")


@pytest.mark.parametrize(
    ("states", "problem"),
    [
        (
            FIRST + SECOND.removesuffix("@!@!@ENDMSG 2217 @!@!@\n"),
            "a state of the behaviour is cut off",
        ),
        (_state("one: <Initial predicate>"), "a state of the behaviour is cut off"),
        (
            FIRST + _state("2: <step line 1>", "/\\ z = 1\n/\\ y = 1"),
            "state 2 has y, z, which the first has not",
        ),
    ],
)
def test_a_state_that_is_not_whole(tmp_path: Path, states: str, problem: str) -> None:
    """What is wrong with a state is said with the file."""
    found, _ = _failed(WRONG + states + FINISHED, ONE, tmp_path, 12)
    assert found == f"{tmp_path / 'tlc.out'}: {problem}"


def test_a_state_that_is_not_understood(tmp_path: Path) -> None:
    """Values that are not TLA+ are said with the file."""
    text = WRONG + _state("1: <Initial predicate>", "/\\ x = ") + FINISHED
    found, _ = _failed(text, ONE, tmp_path, 12)
    assert found.startswith(f"{tmp_path / 'tlc.out'}: a state of the behaviour is not understood: ")
    assert not found.endswith("None")


def test_a_final_state_that_is_not_understood(tmp_path: Path) -> None:
    """A final state that is there but no value is not passed over."""
    text = BOTH + printed('"outcome"', '"[io |-> "') + SUCCESS + counted() + FINISHED
    found, _ = _failed(text, SEARCH, tmp_path, 0)
    assert found.startswith(f"{tmp_path / 'tlc.out'}: a final state is not understood: ")
    assert not found.endswith("None")


def test_final_states_and_labels(tmp_path: Path) -> None:
    """A complete search gives its final states in order, and how often labels were reached."""
    text = (
        VERSION
        + BOTH
        + printed('"outcome"', '"[io |-> 2]"')
        + printed('"outcome"', '"[io |-> 3]"')
        + message(2772, "<walk line 3, col 1 of module M>: 5:12")
        + message(2772, "<zap line 3, col 1 of module M>: 1:2")
    )
    found = read(text + SUCCESS + counted() + FINISHED, SEARCH, tmp_path)
    assert found.outcomes == (Function({"io": 2}), Function({"io": 3}))
    assert found.labels == {"walk": 12, "zap": 2}


def test_an_action_with_an_argument(tmp_path: Path) -> None:
    """The action of a step is its name alone; that of the first state is kept as it is."""
    found = read(WRONG + FIRST + SECOND + counted() + FINISHED, ONE, tmp_path, status=12)
    assert found.states == (
        RawState(1, "Initial predicate", {"x": 1}),
        RawState(2, "step", {"x": 2}),
    )
    assert (found.ending, found.back_to, found.reason) == ("stop", None, "")


def test_a_behaviour_after_which_the_search_goes_on(tmp_path: Path) -> None:
    """The shown property has its behaviour, and the search decides all the others."""
    text = BOTH + violated("Locked") + FOUND + FIRST + SECOND
    found = read(text + SUCCESS + counted() + FINISHED, SHOWN, tmp_path)
    assert (found.outcome, found.violated, found.reported) == ("violated", LOCKED, (LOCKED,))
    assert [state.number for state in found.states] == [1, 2]
    assert found.complete


def test_a_behaviour_before_a_limit(tmp_path: Path) -> None:
    """A limit afterwards leaves the behaviour, unless the output ends with it: it may go on."""
    text = BOTH + violated("Locked") + FOUND + FIRST + SECOND
    cut = read(text + counted(), SHOWN, tmp_path, status=-9, stopped="time")
    assert (cut.outcome, cut.violated, len(cut.states)) == ("undecided", LOCKED, 2)
    open_end = read(text, SHOWN, tmp_path, status=-9, stopped="time")
    assert (open_end.outcome, open_end.violated, open_end.states) == ("undecided", None, ())
    full = read(text + message(1001, "no memory"), SHOWN, tmp_path, status=1)
    assert (full.violated, full.reason) == (LOCKED, "the JVM's memory was exhausted")


def test_a_shown_property_in_the_first_state(tmp_path: Path) -> None:
    """A shown violation in the initial state is there as well, and the search goes on."""
    said = message(2107, "Invariant Shown is violated by the initial state:\n/\\ x = 1", 1)
    text = BOTH + violated("Locked") + said + SUCCESS + counted() + FINISHED
    found = read(text, SHOWN, tmp_path)
    assert (found.violated, found.states) == (LOCKED, (RawState(1, "Initial predicate", {"x": 1}),))


def test_a_violation_beside_what_is_not_shown(tmp_path: Path) -> None:
    """Without a property to show, a violation beside status 0 is no complete search."""
    text = BOTH + FOUND + FIRST + SUCCESS + counted() + FINISHED
    assert "does not show a complete search" in _failed(text, SEARCH, tmp_path, 0)[0]


def test_a_loop_without_a_number(tmp_path: Path) -> None:
    """A loop back to a state that is not named is a loop to nowhere."""
    start = message(2116, "Temporal properties were violated.", severity=1) + FIRST
    text = start + message(2122, "x: <step line 1>", severity=4) + FINISHED
    found = read(text, ALONE, tmp_path, status=13)
    assert (found.ending, found.back_to) == ("loop", None)


def test_a_behaviour_that_was_cut_in_its_message(tmp_path: Path) -> None:
    """A violation whose own message is not complete is no verdict."""
    text = WRONG.replace("@!@!@ENDMSG 2110 @!@!@\n", "") + FIRST + FINISHED
    with pytest.raises(ToolFailed):
        read(text, ONE, tmp_path, status=12)
    ended = message(2186, "Finished").removesuffix("@!@!@ENDMSG 2186 @!@!@\n")
    with pytest.raises(ToolFailed):
        read(WRONG + FIRST + ended, ONE, tmp_path, status=12)


PROGRESS = "Progress({}) at noon: 50 states generated, {} distinct states found, 3 states left"


def test_the_depth_comes_from_progress(tmp_path: Path) -> None:
    """The last counts have the depth of the last progress that gave one."""
    text = BOTH + message(2200, PROGRESS.format(7, 20)) + message(2200, PROGRESS.format(8, 30))
    found = read(text + SUCCESS + counted() + FINISHED, SEARCH, tmp_path)
    assert found.counts == Counts(100, 40, 0, 8)
    cut = read(text, SEARCH, tmp_path, status=-9, stopped="time")
    assert cut.counts == Counts(50, 30, 3, 8)
    nothing = read(BOTH, SEARCH, tmp_path, status=-9, stopped="time")
    assert nothing.counts is None
    assert not nothing.went_on


def test_the_version(tmp_path: Path) -> None:
    """The version is that of the first such message, without blanks around it."""
    text = message(2262, "  TLC2 Version 9 ") + message(2262, "another")
    found = read(text + BOTH + SUCCESS + counted() + FINISHED, SEARCH, tmp_path)
    assert found.tlc_version == "TLC2 Version 9"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """An output with a byte that is not UTF-8 is read all the same."""
    output = tmp_path / "tlc.out"
    found = read("é\n" + BOTH + SUCCESS + counted() + FINISHED, SEARCH, tmp_path)
    assert found.outcome == "holds"
    output.write_bytes(b"\xff\xfe\n" + output.read_bytes())
    assert read_result(found.run).outcome == "holds"


def _blamed(folder: Path, text: str, status: int) -> BadInput:
    """The error for a spec that somebody has changed, at a place that is known."""
    output = folder / "tlc.out"
    output.write_bytes(text.encode() + b"\xff\n")
    changed = dataclasses.replace(spec(), blame="mutants.toml: lost-lock")
    with pytest.raises(BadInput) as failed:
        read_result(run(SEARCH, of=changed, status=status, output=output))
    assert failed.value.next_step == f"mend it; the tool's own words are in {output}"
    return failed.value


def test_text_that_cannot_be_read(tmp_path: Path) -> None:
    """A mistake in what somebody has changed is his, with his place and SANY's words."""
    said = "***Parse Error***\nWas expecting Z\u00e4hler at line 3, column 4\n"
    problem = _blamed(tmp_path, said, 150).problem
    assert problem == "mutants.toml: lost-lock: Was expecting Z\u00e4hler"


def test_text_that_cannot_be_evaluated(tmp_path: Path) -> None:
    """So is one that TLC meets in mid-search, with the number of steps to it and the last one."""
    said = message(2111, "Evaluating invariant Whole failed.\nNot a function", severity=1)
    problem = _blamed(tmp_path, BOTH + said + BEHAVIOUR + FIRST + SECOND, 75).problem
    assert problem.startswith("mutants.toml: lost-lock: Evaluating invariant Whole failed. Not a")
    assert problem.endswith(" after 1 step, at step")


@pytest.mark.parametrize(
    ("warning", "said"),
    [
        ("*** Warnings: 1\n\nMultiple declarations\n", "a warning: *** Warnings: 1"),
        (message(2500, "It is passed over.", severity=3), "a warning: It is passed over."),
    ],
)
def test_a_warning_decides_nothing(tmp_path: Path, warning: str, said: str) -> None:
    """Beside success or a violation, what SANY or TLC warns of is an error with its words."""
    for end, status in ((SUCCESS + counted() + FINISHED, 0), (WRONG + FIRST + FINISHED, 12)):
        problem, step = _failed(warning + BOTH + end, SEARCH, tmp_path, status)
        assert problem.startswith(said)
        assert step == "its words are in OUT"


def test_a_harmless_warning(tmp_path: Path) -> None:
    """Which garbage collector the JVM has changes no verdict."""
    text = message(2401, "Please run with another collector.", severity=3)
    found = read(text + BOTH + SUCCESS + counted() + FINISHED, SEARCH, tmp_path)
    assert found.outcome == "holds"


def test_a_warning_with_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Words are shown whatever bytes the model has printed, and whatever the locale is."""
    output = tmp_path / "tlc.out"
    output.write_bytes("*** Warnings: 1\n\nder Z\u00e4hler\n".encode() + b"\xff\n")
    with pytest.raises(ToolFailed) as failed:
        read_result(run(SEARCH, output=output))
    assert "der Z\u00e4hler \ufffd" in failed.value.problem
