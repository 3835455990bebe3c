"""What is known of a module with its algorithm: its names, where they stand, what they use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from tornfolio.tla.bound import bound_names
from tornfolio.tla.tokens import Token

__all__ = ["Definition", "Kind", "Module", "Name"]

Kind = Literal[
    "constant", "variable", "local variable", "label", "process", "macro", "procedure", "operator"
]


@dataclass(frozen=True)
class Name:
    """A name that a module declares or defines, what it names, and the line, from 1."""

    name: str
    kind: Kind
    line: int


@dataclass(frozen=True)
class Definition:
    """An operator: the words that are free in it, and its tokens behind the `==`."""

    name: str
    words: frozenset[str]
    body: tuple[Token, ...]


@dataclass
class Module:
    """What a module and its algorithm are made of.

    `extends` and `instances` are the modules that it extends and instantiates, `modules` the words
    MODULE in it; `assigned` are the variables to which the algorithm assigns.
    """

    tokens: list[Token]
    extends: list[Token] = field(default_factory=list)
    instances: list[Token] = field(default_factory=list)
    modules: list[Token] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    heads: list[tuple[int, int, int]] = field(default_factory=list)
    parameters: list[int] = field(default_factory=list)

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The operators, those within LET apart."""
        found = []
        for head, body, stop in self.heads:
            bound = {name for name, _ in bound_names(self.tokens[head:stop])}
            inside = self.tokens[body:stop]
            words = {token.text for token in inside if token.is_word} - bound
            found.append(Definition(self.tokens[head].text, frozenset(words), tuple(inside)))
        return tuple(found)

    @cached_property
    def bound(self) -> dict[str, int]:
        """Map each name that is bound, by a quantifier or as a parameter, to the first line."""
        lines = {self.tokens[at].text: self.tokens[at].line for at in reversed(self.parameters)}
        for name, line in bound_names(self.tokens):
            lines.setdefault(name, line)
        return lines

    def of_kind(self, *kinds: Kind) -> list[str]:
        """The names of some kinds, in their order."""
        return [each.name for each in self.names if each.kind in kinds]

    def words_of(self, name: str) -> frozenset[str] | None:
        """What is free in the operators of a name, None if there is none."""
        found = [each.words for each in self.definitions if each.name == name]
        return frozenset().union(*found) if found else None

    def behind(self, names: Sequence[str]) -> set[str]:
        """All words that operators rest on, through other operators as well."""
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            for word in (self.words_of(waiting.pop()) or frozenset()) - seen:
                seen.add(word)
                waiting.append(word)
        return seen
