"""Reads one and the same formula in three ways: as Python's values, as z3's terms, as TLA+ text.

A formula is a Python function of a reading and of terms. Comparisons, + and [] stand for themselves
in each reading; what Python cannot overload, and a quantifier, is a method of the reading.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from itertools import count
from typing import Any

import z3

__all__ = ["Acting", "Cells", "InPython", "InTla", "InZ3", "Reading", "Term", "Text"]

# A value of Python, a term of z3 or a Text: operators make the same of each.
Term = Any


class Reading(ABC):
    """What a formula is made of, beside comparisons, + and []."""

    @abstractmethod
    def word(self, name: str) -> Term:
        """A word: a label, what a PTE is, who holds the PTL."""

    @abstractmethod
    def every(self, low: Term, high: Term, body: Callable[[Term], Term]) -> Term:
        """Say that the body holds for each number from low to high - 1."""

    @abstractmethod
    def conj(self, *terms: Term) -> Term:
        """Say that all of them hold."""

    @abstractmethod
    def disj(self, *terms: Term) -> Term:
        """Say that one of them holds."""

    @abstractmethod
    def no(self, term: Term) -> Term:
        """Say that it does not hold."""

    @abstractmethod
    def ite(self, condition: Term, then: Term, otherwise: Term) -> Term:
        """One term or the other."""

    def implies(self, condition: Term, term: Term) -> Term:
        """Say that the term holds if the condition does."""
        return self.disj(self.no(condition), term)

    def among(self, term: Term, names: Iterable[str]) -> Term:
        """Say that a term is one of some words."""
        return self.disj(*(term == self.word(name) for name in names))

    def within(self, low: Term, term: Term, high: Term) -> Term:
        """Say that a term is one of the numbers from low to high - 1."""
        return self.conj(low <= term, term < high)


class Acting(Reading):
    """What a step is made of: it changes arrays as well."""

    @abstractmethod
    def cells(self, size: Term, value: Term) -> Term:
        """An array of one value."""

    @abstractmethod
    def store(self, cells: Term, index: Term, value: Term) -> Term:
        """The array with one cell changed."""


class Cells(tuple[Any, ...]):
    """An array of Python's values; beyond its end is 0, as formulas mention what they guard."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Any:
        """A cell."""
        return super().__getitem__(index) if 0 <= index < len(self) else 0


class InPython(Acting):
    """Numbers, strings and truth values of Python."""

    def word(self, name: str) -> str:
        """The name itself."""
        return name

    def every(self, low: int, high: int, body: Callable[[int], bool]) -> bool:
        """Try each number."""
        return all(body(index) for index in range(low, high))

    def conj(self, *terms: bool) -> bool:
        """Look at all of them."""
        return all(terms)

    def disj(self, *terms: bool) -> bool:
        """Look for one of them."""
        return any(terms)

    def no(self, term: bool) -> bool:
        """Turn it round."""
        return not term

    def ite(self, condition: bool, then: Term, otherwise: Term) -> Term:
        """Choose one."""
        return then if condition else otherwise

    def cells(self, size: int, value: Term) -> Cells:
        """So many cells."""
        return Cells((value,) * size)

    def store(self, cells: Cells, index: int, value: Term) -> Cells:
        """Copy the array."""
        return Cells(value if at == index else cell for at, cell in enumerate(cells))


class InZ3(Acting):
    """Terms of z3; `words` are all words that its formulas may use.

    With `size` it reads of numbers from 0 to size - 1 alone, without any quantifier.
    """

    def __init__(self, words: Iterable[str]) -> None:
        names = sorted(set(words))
        self.sort, constants = z3.EnumSort("Word", names)
        self._words = dict(zip(names, constants, strict=True))
        self._size: int | None = None

    def of_size(self, size: int) -> InZ3:
        """The same reading for so many numbers."""
        small = copy(self)
        small._size = size
        return small

    def word(self, name: str) -> Term:
        """The constant of that name."""
        return self._words[name]

    def every(self, low: Term, high: Term, body: Callable[[Term], Term]) -> Term:
        """Quantify over the integers in between."""
        if self._size is not None:
            numbers = range(self._size)
            return z3.And(*(z3.Implies(self.within(low, n, high), body(n)) for n in numbers))
        index = z3.FreshInt("i")
        return z3.ForAll([index], z3.Implies(self.within(low, index, high), body(index)))

    def conj(self, *terms: Term) -> Term:
        """The conjunction."""
        return z3.And(*terms)

    def disj(self, *terms: Term) -> Term:
        """The disjunction."""
        return z3.Or(*terms)

    def no(self, term: Term) -> Term:
        """The negation."""
        return z3.Not(term)

    def ite(self, condition: Term, then: Term, otherwise: Term) -> Term:
        """The conditional term."""
        return z3.If(condition, then, otherwise)

    def cells(self, size: Term, value: Term) -> Term:
        """An array without an end."""
        return z3.K(z3.IntSort(), value if z3.is_expr(value) else z3.BoolVal(value))

    def store(self, cells: Term, index: Term, value: Term) -> Term:
        """The array with one store."""
        return z3.Store(cells, index, value)


@dataclass(frozen=True, eq=False)
class Text:
    """A term in TLA+."""

    text: str

    def __eq__(self, other: object) -> Any:
        return Text(f"({self.text} = {_text(other)})")

    def __ne__(self, other: object) -> Any:
        return Text(f"({self.text} # {_text(other)})")

    def __lt__(self, other: object) -> Text:
        return Text(f"({self.text} < {_text(other)})")

    def __le__(self, other: object) -> Text:
        return Text(f"({self.text} <= {_text(other)})")

    def __gt__(self, other: object) -> Text:
        return Text(f"({self.text} > {_text(other)})")

    def __ge__(self, other: object) -> Text:
        return Text(f"({self.text} >= {_text(other)})")

    def __add__(self, other: object) -> Text:
        return Text(f"({self.text} + {_text(other)})")

    def __getitem__(self, index: object) -> Text:
        return Text(f"{self.text}[{_text(index)}]")


def _text(term: object) -> str:
    return str(term).upper() if isinstance(term, bool) else getattr(term, "text", str(term))


class InTla(Reading):
    """Text in TLA+. TLC reads from the left, so what guards a term stands before it."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def word(self, name: str) -> Text:
        """A string."""
        return Text(f'"{name}"')

    def every(self, low: Term, high: Term, body: Callable[[Term], Term]) -> Text:
        """Quantify over an interval."""
        index = Text(f"index{next(self._numbers)}")
        interval = f"{_text(low)}..({_text(high)} - 1)"
        return Text(f"(\\A {index.text} \\in {interval} : {_text(body(index))})")

    def conj(self, *terms: Term) -> Text:
        """The conjunction."""
        return Text("(" + " /\\ ".join(_text(term) for term in terms) + ")")

    def disj(self, *terms: Term) -> Text:
        """The disjunction."""
        return Text("(" + " \\/ ".join(_text(term) for term in terms) + ")")

    def no(self, term: Term) -> Text:
        """The negation."""
        return Text(f"(~{_text(term)})")

    def ite(self, condition: Term, then: Term, otherwise: Term) -> Text:
        """The conditional expression."""
        return Text(f"(IF {_text(condition)} THEN {_text(then)} ELSE {_text(otherwise)})")
