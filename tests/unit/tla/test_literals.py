"""Tests of the literals and comments by which values reach a spec."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tornfolio.tla.literals import tla_comment, tla_literal


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (True, "TRUE"),
        (False, "FALSE"),
        (0, "0"),
        (512, "512"),
        (-3, "(-3)"),
        ("", '""'),
        ("TTU_SYNC", '"TTU_SYNC"'),
        ((), "<<>>"),
        ((1, "a"), '<<1, "a">>'),
        ([1, [True]], "<<1, <<TRUE>>>>"),
        (set(), "{}"),
        ({2, 10, 1}, "{1, 10, 2}"),
        (frozenset({"b", "a"}), '{"a", "b"}'),
        ({"a": 1, "b_2": (-1,)}, "[a |-> 1, b_2 |-> <<(-1)>>]"),
    ],
)
def test_every_type(value: object, literal: str) -> None:
    """Each type has one literal; sets come in the order of their text."""
    assert tla_literal(value) == literal


def test_the_empty_record_is_the_empty_function() -> None:
    """TLA+ has no `[]`; the function with no argument is the empty tuple."""
    assert tla_literal({}) == "<<>>"


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ('a"b', r'"a\"b"'),
        ("\\", r'"\\"'),
        ('\\"', r'"\\\""'),
        ("a\nb\tc\rd\fe", r'"a\nb\tc\rd\fe"'),
        ('"} \\/ TRUE (* x', r'"\"} \\/ TRUE (* x"'),
        ("==== *)", '"==== *)"'),
        (">>, <<1..2, x'", '">>, <<1..2, x\'"'),
    ],
)
def test_hostile_text_stays_one_string(text: str, literal: str) -> None:
    """Quotes, backslashes, line breaks and TLA+ operators do not end a string."""
    assert tla_literal(text) == literal


@pytest.mark.parametrize("text", ["\u00e9", "\u2028", "\x00", "\x1b[31m", "\x7f", "\ud800", "\v"])
def test_what_no_string_holds_is_refused(text: str) -> None:
    """Non-ASCII and control characters raise, alone and inside of other values."""
    for value in (text, (text,), {text}, {"a": text}):
        with pytest.raises(ValueError, match="TLA\\+ string cannot hold"):
            tla_literal(value)


@pytest.mark.parametrize("key", ["", "1a", "a b", "a |-> 1, b", "\u00e9", 3, None])
def test_what_no_field_is_called_is_refused(key: object) -> None:
    """A record's fields are identifiers of ASCII letters."""
    with pytest.raises(ValueError, match="no TLA\\+ record field"):
        tla_literal({key: 1})


@pytest.mark.parametrize("value", [None, 1.5, b"a", object(), range(3), (1, None)])
def test_other_types_are_refused(value: object) -> None:
    """What has no literal raises, also inside of a tuple."""
    with pytest.raises(TypeError, match="no TLA\\+ literal for a"):
        tla_literal(value)


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("map_pte() and (PTE0)", "map_pte() and (PTE0)"),
        ("two\n  lines\t here ", "two lines here"),
        ("*) VARIABLE x (*", "* ) VARIABLE x ( *"),
        ("(*)", "( * )"),
        ("--algorithm", "- -algorithm"),
        ("-----", "- - - - -"),
        ("====", "= = = ="),
        ("\\* END TRANSLATION", "\\ * END translation"),
        ("caf\u00e9", "caf\\xe9"),
        ("a\x07b", "a?b"),
    ],
)
def test_comments(text: str, comment: str) -> None:
    """A comment reads as it was, but nothing in it means anything to the tools."""
    assert tla_comment(text) == comment


_PIECES = st.sampled_from(
    ["(", "*", ")", "-", "=", "\\", " ", "\n", "BEGIN", "END", "TRANSLATION", "TRANS", "LATION"]
)


@settings(deadline=None)
@given(st.text() | st.lists(_PIECES | st.characters(), max_size=20).map("".join))
def test_no_comment_is_dangerous(text: str) -> None:
    """No text ends a comment, starts an algorithm or a module's end, or looks like a marker."""
    comment = tla_comment(text)
    for dangerous in ("(*", "*)", "--", "==", "\\*", "BEGIN TRANSLATION", "END TRANSLATION"):
        assert dangerous not in comment
    assert comment.isascii()
    assert comment.isprintable()
    assert tla_comment(comment) == comment
