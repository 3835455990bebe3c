"""Tests of the reader of TLA+ values: every kind of value, and where it says a mistake is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tornfolio.tla.literals import tla_literal
from tornfolio.tla.values import (
    Function,
    ModelValue,
    Value,
    ValueSyntaxError,
    parse_state,
    parse_value,
)

_ALPHABET = [chr(code) for code in range(32, 127)] + ["\n", "\t", "\r", "\f"]
_SCALARS = st.booleans() | st.integers() | st.text(_ALPHABET)
_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
_HASHABLE: st.SearchStrategy[object] = st.recursive(
    _SCALARS, lambda inner: st.lists(inner).map(tuple) | st.frozensets(inner), max_leaves=12
)
_VALUES: st.SearchStrategy[object] = st.recursive(
    _HASHABLE,
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(_NAMES, inner, min_size=1),
    max_leaves=12,
)
# Joined by spaces, so that no two digits make an interval of millions.
_SIGNS = ["<<", ">>", "{", "}", "(", ")", "[", "]", ",", ":>", "@@", "|->", "..", "-", "/\\", "="]
_WORDS = ["0", "1", "7", "a", "pte", "TRUE", '""', '"a\\""', '"', "\\", "\n", "\u0663"]
_TOKENS = st.sampled_from(_SIGNS) | st.sampled_from(_WORDS)


def exact(value: object) -> object:
    """A value with its types, as Python takes True for 1."""
    match value:
        case Mapping():
            return "function", frozenset((exact(k), exact(v)) for k, v in value.items())
        case tuple():
            return "tuple", tuple(map(exact, value))
        case frozenset():
            return "set", frozenset(map(exact, value))
    return type(value).__name__, value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("TRUE", True),
        ("FALSE", False),
        ("0", 0),
        ("  512\n", 512),
        ("-7", -7),
        ("(-7)", -7),
        ("((3))", 3),
        ('""', ""),
        ('"present"', "present"),
        ('"a \\"quote\\" and \\\\"', 'a "quote" and \\'),
        (r'"\n\t\r\f\d"', "\n\t\r\fd"),
        ('"<<1, 2>> /\\\\ TRUE"', "<<1, 2>> /\\ TRUE"),
        ("contpte1", ModelValue("contpte1")),
        ("_any", ModelValue("_any")),
        ("TRUEish", ModelValue("TRUEish")),
        ("<<>>", ()),
        ("<< 1, <<2>>, {} >>", (1, (2,), frozenset())),
        ("{}", frozenset()),
        ("{3, 1, 3}", frozenset({1, 3})),
        ("{{1}, {}}", frozenset({frozenset({1}), frozenset()})),
        ("0..3", frozenset({0, 1, 2, 3})),
        ("-2..1", frozenset({-2, -1, 0, 1})),
        ("-3..-2", frozenset({-3, -2})),
        ("1..0", frozenset()),
        ("[a |-> 1]", Function({"a": 1})),
        ("[a |-> <<1>>, b |-> [c |-> {TRUE}]]", {"a": (1,), "b": {"c": frozenset({True})}}),
        ('(0 :> "present" @@ 1 :> "none")', Function({0: "present", 1: "none"})),
        ("(<<1, 2>> :> (a :> 1))", {(1, 2): {ModelValue("a"): 1}}),
        ("(-1 :> -2 @@ {1} :> 3)", {-1: -2, frozenset({1}): 3}),
    ],
)
def test_every_kind_of_value(text: str, value: object) -> None:
    """Each kind of value is read with its type, alone and nested."""
    assert exact(parse_value(text)) == exact(value)


def test_wrapped_lines() -> None:
    """TLC breaks long values over lines; they read the same."""
    text = """<< ( 0 :> "present" @@
          1 :> [ vma |-> 1,
                 words |-> << "none",
                              "swap" >> ] ) >>"""
    value = ({0: "present", 1: {"vma": 1, "words": ("none", "swap")}},)
    assert exact(parse_value(text)) == exact(value)


def test_function_is_an_immutable_mapping() -> None:
    """A function is a mapping that can stand in a set, whatever the order of its pairs."""
    one, other = Function({"a": 1, "b": 2}), Function({"b": 2, "a": 1})
    assert one == other
    assert {one, other} == {one}
    assert dict(one) == {"a": 1, "b": 2}
    assert repr(Function({0: "none"})) == "Function({0: 'none'})"
    with pytest.raises(TypeError):
        one["a"] = 3  # type: ignore[index]


def test_function_keeps_no_hold_on_its_table() -> None:
    """A change of the table that a function was made of does not change the function."""
    table: dict[Value, Value] = {"a": 1}
    function = Function(table)
    table["a"] = 2
    assert function["a"] == 1


def test_model_value_equals_itself_alone() -> None:
    """A model value is no string, even with the same name, and cannot be changed."""
    assert parse_value("reclaim") != parse_value('"reclaim"')
    with pytest.raises(dataclasses.FrozenInstanceError):
        ModelValue("a").name = "b"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("x = 1", {"x": 1}),
        ("/\\ x = 1", {"x": 1}),
        ('/\\ ptl = <<"nobody">>\n/\\ n = -1\n', {"ptl": ("nobody",), "n": -1}),
        ("/\\ pc = [a |->\n   1]\n/\\ s = {}", {"pc": {"a": 1}, "s": frozenset()}),
    ],
)
def test_states(text: str, state: dict[str, object]) -> None:
    """A state may have one variable, with or without a bullet, or several."""
    assert parse_state(text) == state


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a value at line 1, column 1, before the end"),
        ("<<1,\n  2", "expected >> at line 2, column 4, before the end"),
        ("{1\n\n ; 2}", "expected } at line 3, column 2, before '; 2}'"),
        ("1 2", "expected nothing more at line 1, column 3, before '2'"),
        ("(1 :> 2 @@ 3)", "expected :> at line 1, column 13, before"),
        ("(1, 2)", "expected :> at line 1, column 3, before"),
        ("[a -> 1]", r"expected |-> at line 1, column 4, before"),
        ("[1 |-> 1]", "expected a name at line 1, column 2, before"),
        ('"open', "expected a value at line 1, column 1, before"),
        ("1a", "expected a number at line 1, column 1, before '1a'"),
        ("- - 1", "expected a number at line 1, column 3, before"),
        ("1..x", "expected a number at line 1, column 4, before"),
        ("\u0663", "expected a number at line 1, column 1, before"),
        ("a" + "\n" * 3 + "%" * 50, f"at line 4, column 1, before '{'%' * 20}'"),
    ],
)
def test_syntax_errors_say_where(text: str, message: str) -> None:
    """A mistake is named with its line, its column, and the piece of text there."""
    with pytest.raises(ValueSyntaxError) as caught:
        parse_value(text)
    assert message in str(caught.value)
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  \n", "expected a state at line 2, column 1"),
        ("/\\ x = 1 y = 2", "expected /\\ at line 1, column 10"),
        ("/\\ x = 1\n/\\ x = 2", "variable x given twice at line 2, column 6"),
        ("/\\ x 1", "expected = at line 1, column 6"),
        ("/\\ 3 = 1", "expected a name at line 1, column 4"),
        ("/\\ x =", "expected a value at line 1, column 7"),
    ],
)
def test_state_errors_say_where(text: str, message: str) -> None:
    """A mistake in a state is named like one in a value."""
    with pytest.raises(ValueSyntaxError) as caught:
        parse_state(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["<<" * 100_000, "(" * 100_000, "[a |-> " * 100_000, "9" * 10_000],
    ids=["tuples", "parentheses", "records", "digits"],
)
def test_hostile_sizes_are_syntax_errors(text: str) -> None:
    """What is nested too deep or has too many digits is refused like any other text."""
    with pytest.raises(ValueSyntaxError):
        parse_value(text)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(_VALUES)
def test_literals_are_read_back(value: object) -> None:
    """What is written as a literal is read as the same value, types included."""
    assert exact(parse_value(tla_literal(value))) == exact(value)


@settings(deadline=None)
@given(st.text() | st.lists(_TOKENS, max_size=25).map(" ".join))
def test_arbitrary_text_raises_nothing_else(text: str) -> None:
    """Any text is a value or a syntax error that lies within the text."""
    for parse in (parse_value, parse_state):
        try:
            parse(text)
        except ValueSyntaxError as error:
            assert 0 <= error.position <= len(text)
