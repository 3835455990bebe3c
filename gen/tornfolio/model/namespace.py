"""Refuses names of one's own that mean something else in what is rendered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tornfolio.model.reserved import reserved
from tornfolio.tla.module import Name
from tornfolio.tla.module_reader import read_module

__all__ = ["Clash", "clashes", "cpu_clash"]

# CPUs that are there whatever the writers are, and what stands for none.
_CPUS = ("reclaim", "nobody", "split_folio")
# What a search that goes on from a checkpoint defines beside a property.
_BESIDE = "Reported"


@dataclass(frozen=True)
class Clash:
    """A name with a second meaning: the lines of the module where it has the one and the other.

    `others` are empty where the other meaning is one of a language or a tool.
    """

    name: str
    kind: str
    module: str
    line: int
    what: str
    others: tuple[tuple[str, int], ...] = ()

    def in_words(self) -> str:
        """Say which two meanings the name has."""
        if self.what == _a(self.kind):
            return f"{self.name} names two {self.kind}s"
        return f"{self.name} is {_a(self.kind)} and {self.what}"


def clashes(modules: Mapping[str, str], safety: Sequence[str]) -> Iterator[Clash]:
    """The names of some modules, which extend each other, that have two meanings.

    SANY warns of some, and takes the first meaning for the second; the translator gives another
    name to one of two labels or variables, so that a property which names it asks for the wrong
    one. `safety` are the properties, beside which more is defined.
    """
    named: dict[str, list[tuple[str, Name]]] = {}
    bound: dict[str, tuple[str, int]] = {}
    for module, text in modules.items():
        read = read_module(text)
        for name in read.names:
            named.setdefault(name.name, []).append((module, name))
        for word, line in read.bound.items():
            bound.setdefault(word, (module, line))
    beside = {f"{prop}{_BESIDE}": prop for prop in safety}
    for word, several in named.items():
        module, name = several[0]
        if what := reserved(word):
            yield Clash(word, name.kind, module, name.line, what)
        elif len(several) > 1 and not _is_harmless([each for _, each in several]):
            others = tuple((where, each.line) for where, each in several[1:])
            yield Clash(word, name.kind, module, name.line, _a(several[1][1].kind), others)
        elif word in bound:
            what = "a name that an expression, a parameter or `with` binds"
            yield Clash(word, name.kind, module, name.line, what, (bound[word],))
        elif word in beside:
            what = f"what tornfolio defines for the property {beside[word]}"
            yield Clash(word, name.kind, module, name.line, what)
    for word, (module, line) in bound.items():
        if word not in named and (what := reserved(word)):
            yield Clash(word, "bound name", module, line, what)


def cpu_clash(cpus: Mapping[str, Sequence[str]]) -> tuple[str, str, str] | None:
    """A CPU that two processes have, with both of them; None if all are different."""
    owners = dict.fromkeys(_CPUS, "reclaim")
    for process, named in cpus.items():
        for cpu in named:
            if process != "reclaim" and cpu in owners:
                return cpu, owners[cpu], process
            owners[cpu] = process
    return None


def _is_harmless(names: Sequence[Name]) -> bool:
    """Tell whether a name is a macro's and a label's: a macro has none in the translation."""
    return {"macro", "label"} == {each.kind for each in names} and len(names) == 2


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
