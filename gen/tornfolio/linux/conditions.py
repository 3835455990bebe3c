"""Evaluates the conditions of the C preprocessor, as far as headers of a kernel use them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

__all__ = ["holds"]

_TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9a-fA-F]+|\d+)[uUlL]*|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|<<|>>|\S))"
)
_ENABLED = frozenset({"IS_ENABLED", "IS_BUILTIN", "IS_REACHABLE"})
_LEVELS: tuple[Mapping[str, Callable[[int, int], int]], ...] = (
    {"||": lambda a, b: int(bool(a or b))},
    {"&&": lambda a, b: int(bool(a and b))},
    {"|": int.__or__},
    {"&": int.__and__},
    {"==": lambda a, b: int(a == b), "!=": lambda a, b: int(a != b)},
    {
        "<": lambda a, b: int(a < b),
        ">": lambda a, b: int(a > b),
        "<=": lambda a, b: int(a <= b),
        ">=": lambda a, b: int(a >= b),
    },
    {"<<": lambda a, b: a << min(b, 64), ">>": lambda a, b: a >> min(b, 64)},
    {"+": int.__add__, "-": int.__sub__},
    {"*": int.__mul__, "/": lambda a, b: a // b if b else 0, "%": lambda a, b: a % b if b else 0},
)


def holds(condition: str, macros: Mapping[str, str]) -> bool:
    """Tell whether a condition is true, given the text of each macro that is defined.

    What is no macro counts as 0, as in C. Raises ValueError if the condition is not understood.
    """
    return bool(_Reader(condition, macros).whole())


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str, macros: Mapping[str, str], depth: int = 0) -> None:
        self._tokens = [
            (number, word, sign)
            for number, word, sign in (match.groups() for match in _TOKEN.finditer(text))
        ]
        self._at = 0
        self._macros = macros
        self._depth = depth
        self._text = text

    def whole(self) -> int:
        value = self._binary(0)
        if self._at < len(self._tokens):
            raise ValueError(self._text)
        return value

    def _binary(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._unary()
        value = self._binary(level + 1)
        while (sign := self._peek()) in _LEVELS[level]:
            self._at += 1
            value = _LEVELS[level][sign](value, self._binary(level + 1))
        return value

    def _unary(self) -> int:
        number, word, sign = self._next()
        if number:
            return int(number, 0) if not re.fullmatch(r"0\d+", number) else int(number, 8)
        if sign == "!":
            return int(not self._unary())
        if sign == "-":
            return -self._unary()
        if sign == "(":
            value = self._binary(0)
            self._expect(")")
            return value
        if word == "defined":
            return int(self._name() in self._macros)
        if word in _ENABLED:
            return int(self._macros.get(self._name(), "0").strip() == "1")
        if word:
            return self._value(word)
        raise ValueError(self._text)

    def _name(self) -> str:
        """Read `X` or `(X)`."""
        bracketed = self._peek() == "("
        if bracketed:
            self._at += 1
        _, word, _ = self._next()
        if not word:
            raise ValueError(self._text)
        if bracketed:
            self._expect(")")
        return word

    def _value(self, word: str) -> int:
        text = self._macros.get(word, "0").strip()
        if self._peek() == "(" or self._depth > 8:
            raise ValueError(self._text)
        return _Reader(text or "0", self._macros, self._depth + 1).whole()

    def _peek(self) -> str:
        return self._tokens[self._at][2] or "" if self._at < len(self._tokens) else ""

    def _next(self) -> tuple[str | None, str | None, str | None]:
        if self._at >= len(self._tokens):
            raise ValueError(self._text)
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, sign: str) -> None:
        if self._next()[2] != sign:
            raise ValueError(self._text)
