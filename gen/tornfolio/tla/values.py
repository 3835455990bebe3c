"""Reads TLA+ values as TLC prints them, and the states that are made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NoReturn

__all__ = ["Function", "ModelValue", "Value", "ValueSyntaxError", "parse_state", "parse_value"]


@dataclass(frozen=True)
class ModelValue:
    """A model value: a name that is equal to itself alone."""

    name: str


class Function(Mapping["Value", "Value"]):
    """A function or record with a finite domain: an immutable mapping that can be hashed."""

    __slots__ = ("_hash", "_table")

    def __init__(self, table: Mapping[Value, Value]) -> None:
        self._table = MappingProxyType(dict(table))
        self._hash = hash(frozenset(self._table.items()))

    def __getitem__(self, argument: Value) -> Value:
        return self._table[argument]

    def __iter__(self) -> Iterator[Value]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __eq__(self, other: object) -> bool:
        # Mapping's own takes a second for the states of a long trace.
        if isinstance(other, Function):
            return self._table == other._table
        return super().__eq__(other)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Function({dict(self._table)!r})"


_TOKEN = re.compile(
    r"""\s*( "(?:[^"\\]|\\.)*" | \w+ | :> | @@ | << | >> | \|-> | /\\ | \.\. | \S )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_MOST_DIGITS = 1000
_LARGEST_INTERVAL = 1_000_000
_BOOLEANS: Mapping[str, Value] = {"TRUE": True, "FALSE": False}

Value = bool | int | str | ModelValue | tuple["Value", ...] | frozenset["Value"] | Function


class ValueSyntaxError(ValueError):
    """Text that is no TLA+ value; says where and shows the piece."""

    def __init__(self, message: str, text: str, position: int) -> None:
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        piece = text[position : position + 20].splitlines()
        shown = repr(piece[0]) if piece and piece[0] else "the end"
        super().__init__(f"{message} at line {line}, column {column}, before {shown}")
        self.text = text
        self.position = position


def parse_value(text: str) -> Value:
    """Read one value.

    Booleans, integers, strings, model values, tuples, sets, integer intervals, records and
    functions (`a :> b @@ ...`). A record is a Function with str arguments.

    >>> parse_value('(0 :> "present" @@ 1 :> "none")')[1]
    'none'
    """
    reader = _Reader(text)
    value = reader.whole_value()
    if not reader.at_end():
        reader.fail("expected nothing more")
    return value


def parse_state(text: str) -> dict[str, Value]:
    r"""Read a state: `/\\ name = value` for each variable, or `name = value` for a single one."""
    reader = _Reader(text)
    state: dict[str, Value] = {}
    while not reader.at_end():
        if not reader.take("/\\") and state:
            reader.fail("expected /\\")
        name = reader.name()
        if name in state:
            reader.fail(f"variable {name} given twice")
        reader.expect("=")
        state[name] = reader.whole_value()
    if not state:
        reader.fail("expected a state")
    return state


class _Reader:
    """A recursive descent over tokens. `""` is the token at the end of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[str] = [*_TOKEN.findall(text), ""]
        self._next = 0

    def fail(self, message: str) -> NoReturn:
        # Positions are worked out only when something is wrong: reading is the hot path.
        starts = [match.start(1) for match in _TOKEN.finditer(self._text)]
        position = starts[self._next] if self._next < len(starts) else len(self._text)
        raise ValueSyntaxError(message, self._text, position)

    def at_end(self) -> bool:
        return not self._tokens[self._next]

    def take(self, token: str) -> bool:
        if self._tokens[self._next] == token:
            self._next += 1
            return True
        return False

    def expect(self, token: str) -> None:
        if self._tokens[self._next] != token:
            self.fail(f"expected {token}")
        self._next += 1

    def name(self) -> str:
        token = self._tokens[self._next]
        if not (token[:1].isalpha() or token[:1] == "_"):
            self.fail("expected a name")
        self._next += 1
        return token

    def whole_value(self) -> Value:
        try:
            return self.value()
        except RecursionError:
            self.fail("nested too deeply")

    def value(self) -> Value:
        token = self._tokens[self._next]
        first = token[:1]
        if first == '"' and len(token) > 1:
            self._next += 1
            return _unescape(token)
        if first.isdecimal():
            low = self.integer()
            return self.interval(low) if self.take("..") else low
        if first.isalpha() or first == "_":
            self._next += 1
            return _BOOLEANS[token] if token in _BOOLEANS else ModelValue(token)
        if self.take("<<"):
            return tuple(self.items(">>"))
        if self.take("{"):
            return frozenset(self.items("}"))
        if self.take("("):
            return self.function()
        if self.take("["):
            return self.record()
        if self.take("-"):
            low = -self.integer()
            return self.interval(low) if self.take("..") else low
        self.fail("expected a value")

    def integer(self) -> int:
        token = self._tokens[self._next]
        if not (token.isascii() and token.isdecimal()):
            self.fail("expected a number")
        if len(token) > _MOST_DIGITS:
            self.fail("expected a shorter number")
        self._next += 1
        return int(token)

    def interval(self, low: int) -> Value:
        high = -self.integer() if self.take("-") else self.integer()
        if high - low >= _LARGEST_INTERVAL:
            self.fail("expected a smaller interval")
        return frozenset(range(low, high + 1))

    def items(self, closing: str) -> Iterator[Value]:
        if self.take(closing):
            return
        yield self.value()
        while self.take(","):
            yield self.value()
        self.expect(closing)

    def record(self) -> Function:
        fields: dict[Value, Value] = {}
        while True:
            name = self.name()
            self.expect("|->")
            fields[name] = self.value()
            if not self.take(","):
                break
        self.expect("]")
        return Function(fields)

    def function(self) -> Value:
        """Read what follows a parenthesis: a function's pairs, or a value in parentheses."""
        table: dict[Value, Value] = {}
        while True:
            argument = self.value()
            if not table and self.take(")"):
                return argument
            self.expect(":>")
            table.setdefault(argument, self.value())  # of two, the left one counts
            if not self.take("@@"):
                break
        self.expect(")")
        return Function(table)


def _unescape(token: str) -> str:
    inner = token[1:-1]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(lambda match: _ESCAPED.get(str(match[1]), str(match[1])), inner)
