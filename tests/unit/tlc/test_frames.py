"""Tests of the reader of TLC's framed messages: whatever a run's output looks like."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tornfolio.tlc.frames import Frame, FrameReader, read_frames

START = "@!@!@STARTMSG {} @!@!@"
END = "@!@!@ENDMSG {} @!@!@"

_NESTED = [START.format("1:1"), "a", START.format("2:0"), "b"]
_CODES = st.integers(1000, 1004)
_PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="@\r\n"), max_size=12)
_MARKERS = (
    st.tuples(_CODES, st.integers(0, 4)).map(lambda pair: START.format(f"{pair[0]}:{pair[1]}"))
    | _CODES.map(START.format)
    | _CODES.map(END.format)
    | st.just(START.format("x:y"))
    | st.just(END.format(""))
)


def loose(text: str) -> Frame:
    """The frame of text outside of any message."""
    return Frame(Frame.LOOSE, 0, text)


@pytest.mark.parametrize(
    ("lines", "frames"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(
            [START.format("2217:4"), "1: <Initial predicate>", "", "x = 1", END.format("2217")],
            [Frame(2217, 4, "1: <Initial predicate>\n\nx = 1")],
            id="one-with-an-empty-line",
        ),
        pytest.param(
            [START.format("2193"), END.format("2193")], [Frame(2193, 0, "")], id="no-severity"
        ),
        pytest.param(
            ["Parsing file a.tla", " ", START.format("1:2"), END.format("1"), "bye"],
            [loose("Parsing file a.tla"), Frame(1, 2, ""), loose("bye")],
            id="loose-text-but-no-blank-lines",
        ),
        pytest.param(
            [*_NESTED, END.format("2"), "c", END.format("1")],
            [Frame(2, 0, "b"), Frame(1, 1, "a\nc")],
            id="nested",
        ),
        pytest.param(
            [*_NESTED, END.format("1"), "c"],
            [Frame(2, 0, "b", complete=False), Frame(1, 1, "a"), loose("c")],
            id="inner-end-missing",
        ),
        pytest.param(
            _NESTED,
            [Frame(2, 0, "b", complete=False), Frame(1, 1, "a", complete=False)],
            id="cut-off",
        ),
        pytest.param(["a", END.format("7"), "b"], [loose("a"), loose("b")], id="end-without-start"),
        pytest.param(
            [START.format("1:0"), END.format("7"), "b", END.format("1")],
            [Frame(1, 0, "b")],
            id="end-of-another-message",
        ),
        pytest.param(
            ["loose" + START.format("1:0"), "a", "last" + END.format("1")],
            [loose("loose"), Frame(1, 0, "a\nlast")],
            id="markers-glued-to-text",
        ),
        pytest.param(
            [START.format("1:0") + "\r\n", "a\r\n", END.format("1") + "\r\n", "b\r\n"],
            [Frame(1, 0, "a"), loose("b")],
            id="crlf",
        ),
        pytest.param(
            [START.format("x:y"), "a", END.format("x")],
            [Frame(Frame.LOOSE, 0, "a")],
            id="no-numbers",
        ),
        pytest.param(
            [START.format("1:0") + " more", "@!@!@ENDMSG 1"],
            [loose(START.format("1:0") + " more"), loose("@!@!@ENDMSG 1")],
            id="not-quite-markers",
        ),
    ],
)
def test_frames(lines: list[str], frames: list[Frame]) -> None:
    """Frames come as they are completed, with all their text and whether they are complete."""
    assert list(read_frames(lines)) == frames


def test_a_frame_comes_with_its_last_line() -> None:
    """A reader that is fed line by line gives a frame at once, not only in the end."""
    reader = FrameReader()
    assert list(reader.feed(START.format("2200:0"))) == []
    assert list(reader.feed("Progress(3)")) == []
    assert list(reader.feed(END.format("2200"))) == [Frame(2200, 0, "Progress(3)")]
    assert list(reader.finish()) == []


@settings(deadline=None)
@given(st.lists(st.text() | _MARKERS | st.tuples(st.text(), _MARKERS).map("".join)))
def test_arbitrary_lines_never_raise(lines: list[str]) -> None:
    """Any output gives frames, and no frame is left open."""
    reader = FrameReader()
    for line in lines:
        list(reader.feed(line))
    list(reader.finish())
    assert list(reader.finish()) == []


def test_endless_numbers_never_raise() -> None:
    """A code with more digits than Python reads is a frame like any other."""
    frames = list(read_frames([START.format("9" * 5000 + ":" + "9" * 5000), "text"]))
    assert [frame.text for frame in frames] == ["text"]


@settings(deadline=None)
@given(st.lists(_PLAIN | _MARKERS))
def test_no_text_is_lost(lines: list[str]) -> None:
    """Every line of text that is not blank is found in some frame, as often as it was written."""
    texts = [line for line in lines if "@" not in line and line.strip()]
    found = [
        line for frame in read_frames(lines) for line in frame.text.split("\n") if line.strip()
    ]
    assert sorted(found) == sorted(texts)


@settings(deadline=None)
@given(st.lists(st.tuples(_CODES, st.integers(0, 4), st.lists(_PLAIN))))
def test_well_formed_output_is_read_exactly(messages: list[tuple[int, int, list[str]]]) -> None:
    """What was framed comes out with the same code, severity and text, in the same order."""
    lines: list[str] = []
    for code, severity, text in messages:
        lines += [START.format(f"{code}:{severity}"), *text, END.format(code)]
    expected = [Frame(code, severity, "\n".join(text)) for code, severity, text in messages]
    assert list(read_frames(lines)) == expected
