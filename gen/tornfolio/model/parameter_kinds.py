"""Knows the kinds of values that parameters have: how each is read, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from tornfolio.model.plain_values import text_integer, text_list
from tornfolio.model.ptes import parse_pattern
from tornfolio.model.writers import MAX_VMAS, check_writers, parse_writer
from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.support.naming import did_you_mean, shown

__all__ = ["Given", "Integer", "Kind", "Pattern", "Ptes", "Vmas", "Word", "Words", "Writers"]


@dataclass(frozen=True)
class Given:
    """What reading a value may ask for: the values read before it, and what the model has."""

    values: Mapping[str, Any]
    writer_kinds: Sequence[str]
    policies: Collection[str]
    bugs: Collection[str]


class Kind(Protocol):
    """A kind of values: how it is read from the text of --set, and checked.

    `one_word` tells whether a value has no comma of its own, so that commas can separate values
    of a sweep.
    """

    one_word: ClassVar[bool]

    @property
    def values(self) -> str:
        """Say in words what can be given."""
        ...

    @property
    def missing(self) -> str:
        """Say what to give, where nothing is."""
        ...

    def from_text(self, text: str) -> object:
        """Read the text of --set as a scenario file would have it."""
        ...

    def read(self, value: object, key: str, where: str, given: Given) -> object:
        """Check a plain value, and give what Parameters has. Raises BadInput or RuleBroken."""
        ...


class _List:
    """A list: its text has commas, and `none` is the empty one."""

    one_word: ClassVar[bool] = False
    missing: ClassVar[str] = "give it a list, which may be empty"

    def from_text(self, text: str) -> object:
        """Read a list."""
        return text_list(text)


class _Text:
    """A value whose text is as a scenario file has it."""

    def from_text(self, text: str) -> object:
        """Take the text as it is."""
        return text


@dataclass(frozen=True)
class Integer:
    """A number from `low` to `high`, less than parameter `below` or a divisor of `divides`.

    That it divides is one of the rules between parameters; what it means is in rules.py.
    """

    low: int
    high: int
    below: str | None = None
    divides: str | None = None

    one_word: ClassVar[bool] = True

    @property
    def values(self) -> str:
        """The range in words."""
        if self.divides:
            return f"a divisor of `{self.divides}`"
        return f"{self.low} to " + (f"`{self.below}` - 1" if self.below else str(self.high))

    @property
    def missing(self) -> str:
        """Say what to give."""
        return f"give it a number, {self.low} to {self.high}"

    def bounds(self) -> str:
        """The range as TLA+."""
        if self.divides:
            return f"{self.low}..{self.divides.upper()}"
        high = f"({self.below.upper()} - 1)" if self.below else str(self.high)
        return f"{self.low}..{high}"

    def from_text(self, text: str) -> object:
        """Read the text of a number."""
        return text_integer(text)

    def read(self, value: object, key: str, where: str, given: Given) -> int:
        """Check a number. Raises BadInput or RuleBroken."""
        mend = f"use {self.low} to {self.high}"
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadInput(f"{where}: {key} = {shown(value)} is not a number", mend)
        if not self.low <= value <= self.high:
            raise BadInput(f"{where}: {key} = {shown(value)} is out of range", mend)
        if self.below is not None and value >= given.values[self.below]:
            raise RuleBroken(
                f"{where}: {key} = {value} is out of range",
                f"use {self.low} to {given.values[self.below] - 1}",
            )
        return value


@dataclass(frozen=True)
class Word(_Text):
    """One word of those that `known` gives, of the model that is asked."""

    known: Callable[[Given], Collection[str]]

    one_word: ClassVar[bool] = True
    values: ClassVar[str] = "one name"
    missing: ClassVar[str] = "give it a name"

    def read(self, value: object, key: str, where: str, given: Given) -> str:
        """Check a word. Raises BadInput."""
        known = self.known(given)
        if not isinstance(value, str) or value not in known:
            raise BadInput(
                f"{where}: {key} = {shown(value)} is unknown"
                f"{did_you_mean(value, known) if isinstance(value, str) else ''}",
                f"use one of {', '.join(known)}",
            )
        return value


@dataclass(frozen=True)
class Words(_List):
    """A list of words of `known`; `what` says in errors what one of them is.

    `zero` is what C calls the empty list, as headings have it.
    """

    known: tuple[str, ...]
    what: str
    zero: str = ""

    @property
    def values(self) -> str:
        """Say how a list is written."""
        return f"comma-separated {self.what}s, or `none`"

    def read(self, value: object, key: str, where: str, given: Given) -> tuple[str, ...]:
        """Check a list of words; give them in their own order. Raises BadInput."""
        words = _texts(value, key, where)
        if words == [self.zero]:
            return ()
        for word in words:
            if word not in (*self.known, "none"):
                raise BadInput(
                    f"{where}: unknown {self.what} {shown(word)}{did_you_mean(word, self.known)}",
                    f"the {self.what}s are {', '.join(self.known)}",
                )
            if words.count(word) > 1:
                raise BadInput(f"{where}: {self.what} {word} is given twice", "give it once")
        _check_none(words, key, where)
        return tuple(word for word in self.known if word in words)


@dataclass(frozen=True)
class Writers(_List):
    """A list of writers, each as parse_writer() reads it; none is no writer."""

    values: ClassVar[str] = "comma-separated, or `none`; at most 4"

    def read(self, value: object, key: str, where: str, given: Given) -> tuple[Any, ...]:
        """Check a list of writers. Raises BadInput or RuleBroken."""
        texts = _texts(value, key, where)
        kinds = given.writer_kinds
        writers = tuple(parse_writer(text, where, kinds) for text in texts if text != "none")
        _check_none(texts, key, where)
        check_writers(writers, where, given.values["nr_pages"], given.values["vmas"])
        return writers


@dataclass(frozen=True)
class Vmas(_List):
    """A list of VMAs by their numbers, from 1."""

    values: ClassVar[str] = "numbers of VMAs, from 1, comma-separated"

    def read(self, value: object, key: str, where: str, given: Given) -> tuple[int, ...]:
        """Check a list of VMAs. Raises BadInput or RuleBroken."""
        vmas = given.values["vmas"]
        if not isinstance(value, list):
            raise BadInput(f"{where}: {key} = {shown(value)} is not a list of VMAs")
        numbers = [text_integer(each) if isinstance(each, str) else each for each in value]
        for number in numbers:
            whole = number if isinstance(number, int) and not isinstance(number, bool) else 0
            if not 1 <= whole <= vmas:
                kind = RuleBroken if 1 <= whole <= MAX_VMAS else BadInput
                raise kind(
                    f"{where}: {key} = {shown(number)} is no VMA", f"there are VMAs 1 to {vmas}"
                )
        return tuple(sorted({number for number in numbers if isinstance(number, int)}))


@dataclass(frozen=True)
class Ptes(_List):
    """A list of PTEs of the folio by their numbers, from 0."""

    values: ClassVar[str] = "numbers of PTEs, from 0, comma-separated, or `none`"

    def read(self, value: object, key: str, where: str, given: Given) -> tuple[int, ...]:
        """Check a list of PTEs. Raises BadInput or RuleBroken."""
        if value == ["none"]:
            return ()
        if not isinstance(value, list):
            raise BadInput(f"{where}: {key} = {shown(value)} is not a list of PTEs")
        last = given.values["nr_pages"] - 1
        found = set()
        for each in value:
            number = text_integer(each) if isinstance(each, str) else each
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                raise BadInput(f"{where}: {key} = {shown(each)} is not a PTE", "count from 0")
            if number > last:
                raise RuleBroken(
                    f"{where}: {key} = {number} is not a PTE of the folio", f"the last is PTE{last}"
                )
            found.add(number)
        return tuple(sorted(found))


@dataclass(frozen=True)
class Pattern(_Text):
    """What each PTE is, of all VMAs alike or of each; None if all are present."""

    one_word: ClassVar[bool] = False
    values: ClassVar[str] = "a pattern"
    missing: ClassVar[str] = "give it a pattern"

    def read(
        self, value: object, key: str, where: str, given: Given
    ) -> tuple[tuple[str, ...], ...] | None:
        """Check a pattern. Raises BadInput or RuleBroken."""
        if value is None:
            return None
        vmas, nr_pages = given.values["vmas"], given.values["nr_pages"]
        if not isinstance(value, str):
            raise BadInput(
                f"{where}: {key} = {shown(value)} is not text", "write for instance 0PPP"
            )
        parts = value.split("|")
        if len(parts) not in (1, vmas):
            raise RuleBroken(
                f"{where}: {key} = {shown(value)} is for {len(parts)} VMAs, there are {vmas}",
                "give one pattern for all, or one for each, separated by |",
            )
        patterns = tuple(parse_pattern(part, f"{where}: {key} =", nr_pages) for part in parts)
        patterns = patterns * vmas if len(patterns) == 1 else patterns
        return None if all(word == "present" for pte in patterns for word in pte) else patterns


def _texts(value: object, key: str, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise BadInput(f"{where}: {key} = {shown(value)} is not a list of words")
    return value


def _check_none(texts: list[str], key: str, where: str) -> None:
    """Raise BadInput if `none` stands beside something else."""
    if "none" in texts:
        raise BadInput(
            f"{where}: {key} = {shown(','.join(texts))} contradicts itself",
            "give either none or something else",
        )
