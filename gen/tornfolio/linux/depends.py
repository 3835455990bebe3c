"""Says on which names of the preprocessor the text that runs depends, and refuses unknown ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tornfolio.linux.definitions import Definition
from tornfolio.linux.directives import OPERATORS, asked_around, asked_inside, options_in
from tornfolio.linux.index import Index
from tornfolio.linux.taken_text import token_digest
from tornfolio.linux.unset import is_unset
from tornfolio.support.errors import BadInput

__all__ = ["Depends"]

# The compiler has these itself, and decides the text in which they stand.
_OF_COMPILERS = re.compile(
    r"__(?:has_\w+|GNUC\w*|clang\w*|SIZEOF_\w+|OPTIMIZE\w*|VERSION__|LP64__|x86_64__|aarch64__)"
)
# Macros of a C file of some release that the shim is there to replace.
_REPLACED = frozenset({"dec_mm_counter_fast", "inc_mm_counter_fast", "print_bad_pte"})


@dataclass(frozen=True)
class _At:
    """A line of a definition that asks for a name, and whether the compiler decides there."""

    by: Definition
    line: int
    by_compiler: bool = False


@dataclass
class Depends:
    """Follows what the text that runs asks of the preprocessor.

    `whole` are files that the compiler reads as they are, `entries` the names of the shim.
    """

    index: Index
    whole: frozenset[str]
    entries: Mapping[str, object]
    _options: dict[tuple[str, str], int] = field(default_factory=dict)
    _done: set[tuple[str, _At]] = field(default_factory=set)
    _looked_at: set[int] = field(default_factory=set)

    @property
    def unset(self) -> tuple[str, ...]:
        """A sentence for each option that is not known and is taken as not set."""
        return tuple(
            f"{name} of {file}:{line} is taken as not set"
            for (name, file), line in sorted(self._options.items())
        )

    def of(self, definition: Definition) -> list[Definition]:
        """The macros of the tree that decide what is compiled of a definition.

        Raises BadInput for a name that is not known, or not in the way that the file has it.
        """
        taken: list[Definition] = []
        by_compiler = definition.file in self.whole
        for name, more in asked_around(definition.conditions).items():
            at = _At(definition, definition.line, by_compiler)
            taken += self._asked(name, at, more=more)
        for name, more, line in asked_inside(definition):
            taken += self._asked(name, _At(definition, line, True), more=more)
        for name, line in options_in(definition):
            self._option(name, _At(definition, line))
        for name in definition.names:
            for other in self.index.names.get(name, ()):
                if other is not definition and _sees(definition, other):
                    self._around(other, definition.names)
        self._defined_anew(definition)
        return taken

    def check_whole(self) -> None:
        """Refuse a file that is read as it is and changes for all others what a name means."""
        for file in sorted(self.whole):
            for name in sorted(self._events(file)):
                other = self.index.find(name)
                if name in self.index.macros or (other is not None and other.file != file):
                    raise BadInput(
                        f"{self.index.tree.path}: {file} defines {name} anew, or undefines it; a "
                        "program can have only one",
                        "give what is meant there another name",
                    )

    def _around(self, other: Definition, names: Iterable[str]) -> None:
        """Look once at the conditions for which a name would be something else."""
        if id(other) in self._looked_at:
            return
        self._looked_at.add(id(other))
        for name, more in asked_around(other.conditions).items():
            if name not in names:
                self._asked(name, _At(other, other.line), more=more)

    def _asked(self, name: str, at: _At, *, more: bool) -> list[Definition]:
        """Look at one name that a condition asks for; give the macros that the compiler needs."""
        index = self.index
        if name in index.macros or name in at.by.names or is_unset(name):
            return []
        macro = index.macro_at(name, at.by, at.line)
        if macro is not None:
            self._same(name, macro, at)
            taken = [macro]
            if (name, at) not in self._done:
                self._done.add((name, at))
                for option, line in options_in(macro):
                    self._option(option, _At(macro, line))
                for used in sorted(macro.uses - OPERATORS) if more else ():
                    taken += self._asked(used, at, more=True)
            return taken if at.by_compiler else []
        if name.startswith("CONFIG_"):
            self._option(name, at)
            return []
        others = index.names.get(name, ())
        if others:
            self._not_here(name, others, at)
        elif not (at.by_compiler and _OF_COMPILERS.fullmatch(name)):
            raise self._bad(
                at,
                f"what is compiled of {at.by.name} depends on {name}, which neither the file nor a "
                "header that it includes defines",
                f"define {name} in that file, or in a header that it includes itself, or leave the "
                "condition out",
            )
        return []

    def _not_here(self, name: str, others: Iterable[Definition], at: _At) -> None:
        """Look at a name that only another place defines, or another configuration."""
        in_header = at.by.file.endswith(".h")
        for other in others:
            if other.kind != "macro" or not _sees(at.by, other):
                continue
            if f"!defined({name})" in other.conditions:
                continue
            if not self.index.compiled(other):
                self._around(other, other.names)
            elif at.by_compiler or (in_header and not other.file.endswith(".h")):
                raise self._elsewhere(name, other, at)

    def _same(self, name: str, macro: Definition, at: _At) -> None:
        """Refuse a macro for which the program, which has one of each name, has another one."""
        program = self.index.find(name) if at.by_compiler else None
        if program is not None and token_digest(program.text) != token_digest(macro.text):
            raise self._elsewhere(name, program, at)

    def _elsewhere(self, name: str, other: Definition, at: _At) -> BadInput:
        return self._bad(
            at,
            f"what is compiled of {at.by.name} depends on {name}; {other.file}:{other.line} "
            "defines it, but that does not hold for this line, and a program can have only one",
            "give one of them another name",
        )

    def _option(self, name: str, at: _At) -> None:
        """Note an option that nobody knows, with the first line of a file that names it."""
        known = name in self.index.macros or is_unset(name) or name in at.by.names
        if not known and self.index.macro_at(name, at.by, at.line) is None:
            key = (name, at.by.file)
            self._options[key] = min(at.line, self._options.get(key, at.line))

    def _defined_anew(self, definition: Definition) -> None:
        """Refuse text of a C file that has undefined a name before, or defined one of the shim."""
        file = definition.file
        if not file.endswith(".c"):
            return
        asked = {name for name, _, _ in asked_inside(definition)}
        names = definition.uses | asked | asked_around(definition.conditions).keys()
        for name in sorted(names & self._events(file)):
            gone = self.index.undefined(name, file, definition.line) or 0
            last = self.index.defined(name, file, definition.line) or 0
            ours = name in self.entries or name in self.index.macros
            if gone > last or (ours and last):
                what = "undefined" if gone > last else "defined anew"
                raise BadInput(
                    f"{self.index.tree.path}: {file}:{max(gone, last)}: {name} is {what} before "
                    f"{definition.name}, which uses it; a program can have only one",
                    "give what is meant there another name",
                )

    def _events(self, file: str) -> set[str]:
        """The names that a file undefines, and those of the shim that it defines."""
        names = {
            each.name
            for each in self.index.files.get(file, ())
            if each.kind == "macro"
            and (each.name in self.entries or each.name in self.index.macros)
            and self.index.compiled(each)
        }
        return (names | set(self.index.undefines(file))) - _REPLACED

    def _bad(self, at: _At, what: str, mend: str) -> BadInput:
        return BadInput(f"{self.index.tree.path}: {at.by.file}:{at.line}: {what}", mend)


def _sees(one: Definition, other: Definition) -> bool:
    """Tell whether a definition of an architecture alone is not asked for by others."""
    return one.file.startswith("arch/") == other.file.startswith("arch/")
