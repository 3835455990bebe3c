"""Tests of what is written to a terminal or a log: lines that do nothing but be read."""

from __future__ import annotations

import io
import sys

import pytest

from tornfolio.cli.console import note, show
from tornfolio.views.spans import Span


class _Terminal(io.StringIO):
    """An output that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("::error::no", "\\::error::no"),
        ("  ::add-mask::x", "\\  ::add-mask::x"),
        ("a ::error::no", "a ::error::no"),
        ("a ##[error]no", "a ## [error]no"),
        ("a\n::error::no", "a ::error::no"),
        ("a\r\x1b[31mb\x00\u202ec", "a  [31mb  c"),
        ("\u00fc \u4e2d", "\u00fc \u4e2d"),
    ],
)
def test_a_line_is_a_line(capsys: pytest.CaptureFixture[str], text: str, line: str) -> None:
    """Nothing in a text begins a line, commands GitHub's runner, or controls a terminal."""
    show([(Span(text, "alarm"),), (Span(text[:1]), Span(text[1:]))])
    note(text)
    seen = capsys.readouterr()
    assert seen.out == f"{line}\n" * 2
    assert seen.err == f"{line}\n"


def test_a_terminal_sees_our_codes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a terminal there is colour, and nothing of a text's own codes or lines."""
    out = _Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    show([(Span("a\x1b]0;title\x07b\nc", ""),)])
    assert out.getvalue() == "a ]0;title b c\n"
