"""Writes values and PlusCal as the pages show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tornfolio.support.naming import printable
from tornfolio.tla.printed import set_printed
from tornfolio.tla.values import Function, ModelValue, Value

__all__ = ["OWN_VIEW", "Texts", "block", "changed", "parts", "pluscal"]

OWN_VIEW = ("pte", "ptl", "pc")  # the variables that the pages show in a way of their own
_LONGEST_VALUE = 160
_TRANSLATION = r"\* BEGIN TRANSLATION"
_LABEL = re.compile(r"\s*[A-Za-z_]\w*:(?!=)")


class Texts:
    """Texts that stand once in the page, and elsewhere as their numbers."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text, a new one for a new text."""
        cleaned = printable(text)
        found = self._numbers.setdefault(cleaned, len(self.all))
        if found == len(self.all):
            self.all.append(cleaned)
        return found


def changed(
    before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterable[tuple[str, str | None]]:
    """The variables that differ, as texts; a CPU's own variable for each CPU by itself."""
    for name in [*after, *(gone for gone in before if gone not in after)]:
        if name in OWN_VIEW or (name in before and before[name] == after.get(name)):
            continue
        old = dict(parts(name, before[name])) if name in before else {}
        new = dict(parts(name, after[name])) if name in after else {}
        for part in {**new, **old}:
            if old.get(part) != new.get(part):
                yield part, new.get(part)


def parts(name: str, value: Value) -> Iterable[tuple[str, str]]:
    """A variable as (name, text): one for each CPU if it is a CPU's own."""
    if isinstance(value, Function) and value and all(isinstance(key, str) for key in value):
        for key in value:
            yield f"{name}[{key}]", _shown(value[key])
    else:
        yield name, _shown(value)


def _shown(value: Value) -> str:
    text = _text(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _text(value: Value) -> str:
    """Write a value as a reader of TLA+ would, with equal neighbours of a function as a range."""
    match value:
        case bool():
            return str(value).upper()
        case ModelValue():
            return value.name
        case tuple():
            return f"<<{', '.join(map(_text, value))}>>"
        case frozenset():
            return set_printed(value)
        case Function():
            return f"[{', '.join(_ranges(value))}]"
        case _:
            return str(value)


def _ranges(table: Mapping[Value, Value | None]) -> list[str]:
    """The keys of a table with their values; numbers that follow each other as a range."""
    runs: list[tuple[int, int, Value | None]] = []
    for key in sorted(key for key in table if type(key) is int):
        if runs and runs[-1][1] == key - 1 and runs[-1][2] == table[key]:
            runs[-1] = (runs[-1][0], key, table[key])
        else:
            runs.append((key, key, table[key]))
    said = [(str(a) if a == b else f"{a}..{b}", value) for a, b, value in runs]
    rest = {_text(key): table[key] for key in table if type(key) is not int}
    said += [(key, rest[key]) for key in sorted(rest)]
    return [key if value is None else f"{key}: {_text(value)}" for key, value in said]


def pluscal(source: str | None) -> tuple[int, list[str]]:
    """The lines of a module before its translation, without trailing blanks, from line 1."""
    if source is None:
        return 1, []
    written = source.partition(_TRANSLATION)[0]
    return 1, [line.expandtabs(4).rstrip() for line in written.split("\n")]


def block(lines: Sequence[str], line: int | None) -> tuple[int, int]:
    """The first and last line of a label with the comment above it; 0, 0 if there is none."""
    if line is None or not 1 <= line <= len(lines):
        return 0, 0
    first = last = line
    while first > 1 and lines[first - 2].lstrip().startswith("\\*"):
        first -= 1
    while last < len(lines) and lines[last].strip() and not _LABEL.match(lines[last]):
        last += 1
    return first, last
