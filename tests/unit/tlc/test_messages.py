"""Tests of the numbers that are read from TLC's messages."""

from __future__ import annotations

import pytest

from tornfolio.tla.values import Function, ValueSyntaxError
from tornfolio.tlc.frames import Frame
from tornfolio.tlc.messages import (
    Code,
    Counts,
    Mark,
    read_choices,
    read_counts,
    read_coverage,
    read_mark,
    read_outcome,
    read_progress,
    read_recovered,
    read_report,
    read_watched,
)

FINAL = "253 states generated, 193 distinct states found, 0 states left on queue."
RUNNING = (
    "Progress(36) at 2026-11-23 00:59:57: 8,057 states generated (334,084 s/min), "
    "7,361 distinct states found (305,224 ds/min), 0 states left on queue."
)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (FINAL, Counts(253, 193, 0)),
        (RUNNING, Counts(8057, 7361, 0, diameter=36)),
        (RUNNING.replace(", 0 states", ", 12 states"), Counts(8057, 7361, 12, diameter=36)),
        (RUNNING.replace(" (334,084 s/min)", ""), Counts(8057, 7361, 0, diameter=36)),
        (
            "1,234,567,890 states generated, 1 distinct states found, 99,999 states left on queue.",
            Counts(1234567890, 1, 99999),
        ),
        (FINAL + "\n" + FINAL.replace("253", "999"), Counts(253, 193, 0)),
        (RUNNING.replace("(36)", "(deep)"), Counts(8057, 7361, 0)),
        ("Seen " + FINAL, Counts(253, 193, 0)),
    ],
)
def test_counts(text: str, counts: Counts) -> None:
    """Both forms give all three numbers, with thousands, and the depth where there is one."""
    assert read_counts(text) == counts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Progress(36)",
        "Finished computing initial states: 1 distinct state generated.",
        "253 states generated, 193 distinct states found",
        FINAL.replace("193", "many"),
        FINAL.replace("253", "-253"),
        "states generated distinct states states left",
    ],
)
def test_other_text_has_no_counts(text: str) -> None:
    """Text without all three numbers has no counts."""
    assert read_counts(text) is None


@pytest.mark.parametrize(
    ("frame", "counts"),
    [
        (Frame(Code.PROGRESS, 0, RUNNING), Counts(8057, 7361, 0, diameter=36)),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, 4, 17>>'), Counts(None, 193, 4, diameter=17)),
        (Frame(Code.COUNTS, 0, FINAL), None),
        (Frame(Frame.LOOSE, 0, RUNNING), None),
        (Frame(Code.SUCCESS, 0, '<<"progress", 193, 4, 17>>'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, 4>>'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, "4", 17>>'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, 4, 1'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 1' + "9" * 5000 + ", 4, 1>>"), None),
        (Frame(Frame.LOOSE, 0, "Starting..."), None),
        (Frame(Code.PROGRESS, 0, "Progress(3) at noon"), None),
    ],
)
def test_progress(frame: Frame, counts: Counts | None) -> None:
    """Progress comes from TLC's own message and from the constraint's line, and nowhere else."""
    assert read_progress(frame) == counts


def _loose(text: str) -> Frame:
    return Frame(Frame.LOOSE, 0, text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Recovery completed. 1234 states examined. 5 states on queue.", 1234),
        ("Recovery completed. 12 states examined. Recovery completed. 13 states.", 12),
        ("Recovery completed. many states examined.", 0),
        ("Something else. 1234 states examined.", 0),
        ("", 0),
    ],
)
def test_recovered(text: str, found: int) -> None:
    """A search that goes on says with how many states; 0 stands for a number that is not there."""
    assert read_recovered(Frame(Code.RECOVERED, 0, text)) == found
    assert read_recovered(Frame(Code.SUCCESS, 0, text)) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<walk line 3, col 1 to line 4, col 9 of module M>: 5:12", ("walk", 12)),
        ("<walk line 3, col 1 to line 4, col 9 of module M>: 5: 12 ", ("walk", 12)),
        ("<a line b line 4>: 5:7", ("a", 7)),
        ("<walk line 3>: 5:many", None),
        ("walk line 3: 5:12", None),
    ],
)
def test_coverage(text: str, found: tuple[str, int] | None) -> None:
    """A label comes with the last of its numbers: of all states that its steps led to."""
    assert read_coverage(Frame(Code.LABEL_COVERAGE, 0, text)) == found
    assert read_coverage(Frame(Code.COUNTS, 0, text)) is None


def test_reports() -> None:
    """What Watch prints is read by its first word, with one name and nothing else."""
    report, watched = _loose('<<"violated", "P">>'), _loose('<<"watching", "P">>')
    assert (read_report(report), read_watched(report)) == ("P", None)
    assert (read_report(watched), read_watched(watched)) == (None, "P")
    for text in ('<<"violated", 5>>', '<<"violated">>', '<<"violated", "P", "Q">>', '"violated"'):
        assert read_report(_loose(text)) is None
        assert read_watched(_loose(text.replace("violated", "watching"))) is None
    assert read_report(Frame(Code.SUCCESS, 0, report.text)) is None
    assert read_watched(Frame(Code.SUCCESS, 0, watched.text)) is None


def test_outcomes() -> None:
    """A final state is a text with a record in it; what is no record is an empty one."""
    record = _loose('<<"outcome", "[io |-> 2]">>')
    assert read_outcome(record) == Function({"io": 2})
    assert read_outcome(_loose('<<"outcome", "5">>')) == Function({})
    assert read_outcome(_loose('<<"other", "[io |-> 2]">>')) is None
    assert read_outcome(Frame(Code.SUCCESS, 0, record.text)) is None
    with pytest.raises(ValueSyntaxError):
        read_outcome(_loose('<<"outcome", "[io |-> ">>'))


MARK = r'"<<\"mark\", 7, TRUE, [reclaim |-> \"walk\"]>>"'


def test_a_mark() -> None:
    """A mark has the number of the state, whether it is in the condition, and where each CPU is."""
    assert read_mark(_loose(MARK)) == Mark(7, True, Function({"reclaim": "walk"}))
    outside = MARK.replace("TRUE", "FALSE")
    assert read_mark(_loose(outside)) == Mark(7, False, Function({"reclaim": "walk"}))


@pytest.mark.parametrize(
    "frame",
    [
        Frame(Code.SUCCESS, 0, MARK),
        _loose(MARK.replace("mark", "mork")),
        _loose(MARK.replace("7", "TRUE, 7")),
        _loose(MARK.replace("TRUE", "1")),
        _loose(MARK.replace("7", r"\"7\"")),
        _loose(MARK.replace(r"[reclaim |-> \"walk\"]", "5")),
        _loose(MARK.replace("]>>", "]")),
        _loose(MARK.removesuffix('"')),
        _loose("Starting..."),
    ],
)
def test_what_is_no_mark(frame: Frame) -> None:
    """Another message, another word, other kinds of values or a cut line are no mark."""
    assert read_mark(frame) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r'<<"choices", 3, "{<<\"zap\", \"clear\">>}">>', (3, [("zap", "clear")])),
        (r'<<"choices", 3, "{<<\"zap\", \"clear\", 1>>}">>', (3, [("zap", "clear")])),
        (r'<<"choices", 3, "{<<1, 2>>, <<5>>, 6}">>', (3, [("1", "2")])),
        ('<<"choices", 3, "{}">>', (3, [])),
        ('<<"choices", 3, "5">>', (3, [])),
        ('<<"choices", 3, "{">>', None),
        ('<<"choices", "3", "{}">>', None),
        ('<<"choices", 3, 4>>', None),
        ('<<"other", 3, "{}">>', None),
    ],
)
def test_choices(text: str, found: tuple[int, list[tuple[str, str]]] | None) -> None:
    """Pairs of a CPU and a label are read; anything else counts as not told."""
    assert read_choices(_loose(text)) == found
    assert read_choices(Frame(Code.SUCCESS, 0, text)) is None
