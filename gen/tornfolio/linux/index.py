"""Looks up the definitions of a tree by name, as the conditions of its preprocessor decide."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tornfolio.linux.conditions import holds
from tornfolio.linux.definitions import Definition, definitions_of
from tornfolio.linux.directives import asked_around, included_by, undefined_in
from tornfolio.linux.syntax import bare_text
from tornfolio.linux.tree import Tree
from tornfolio.linux.unset import is_unset
from tornfolio.support.errors import BadInput

__all__ = ["Index"]
# Behind the last line of any file.
_END = 1 << 30


@dataclass
class Index:
    """The definitions of a tree that are compiled, by name.

    `macros` are those of the shim, `files` the definitions of each file that is searched,
    `headers` the files beside these that were looked through for a macro.
    """

    tree: Tree
    macros: Mapping[str, str]
    names: dict[str, list[Definition]] = field(default_factory=dict)
    files: dict[str, list[Definition]] = field(default_factory=dict)
    headers: dict[str, None] = field(default_factory=dict)
    _compiled: dict[int, bool] = field(default_factory=dict)
    _undefined: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _looked_for: dict[tuple[str, str], None] = field(default_factory=dict)
    _asking: set[int] = field(default_factory=set)

    def load(self, files: Iterable[str]) -> None:
        """Read files of the tree that it has."""
        for file in files:
            if not self.tree.has(file):
                continue
            self.files[file] = definitions_of(self.tree.read(file), file)
            for definition in self.files[file]:
                for name in definition.names:
                    self.names.setdefault(name, []).append(definition)

    def find(self, name: str) -> Definition | None:
        """The first definition of a name that is compiled."""
        return next(self.all_of(name), None)

    def all_of(self, name: str) -> Iterator[Definition]:
        """All definitions of a name that are compiled."""
        found = (each for each in self.names.get(name, ()) if not each.names_itself)
        return filter(self.compiled, found)

    def compiled(self, definition: Definition) -> bool:
        """Tell whether all conditions around a definition are true. Raises BadInput."""
        known = self._compiled.get(id(definition))
        if known is None:
            # What a condition asks for may depend on the condition; then it is not defined.
            if id(definition) in self._asking:
                return False
            self._asking.add(id(definition))
            known = self._compiled[id(definition)] = self._holds(definition)
            self._asking.discard(id(definition))
        return known

    def _holds(self, definition: Definition) -> bool:
        try:
            macros = self._macros_around(definition)
            return all(holds(each, macros) for each in definition.conditions)
        except ValueError as error:
            raise BadInput(
                f"{self.tree.path}: a condition before {definition.file}:{definition.line} is not "
                f"understood: {error}",
                "report it, with the line",
            ) from None

    def _macros_around(self, definition: Definition) -> Mapping[str, str]:
        """The macros that conditions around a definition may ask for: the shim's and the tree's."""
        more: dict[str, str] = {}
        todo = list(asked_around(definition.conditions))
        while todo:
            name = todo.pop()
            if name in self.macros or name in more or name in definition.names:
                continue
            macro = self.macro_at(name, definition, definition.line)
            if macro is not None:
                words = bare_text(macro.text).decode("utf-8", "replace").split(None, 2)
                more[name] = words[2].replace("\\\n", " ") if len(words) > 2 else ""
                todo += macro.uses
        return {**self.macros, **more} if more else self.macros

    def macro_at(self, name: str, definition: Definition, line: int) -> Definition | None:
        """The macro of the tree that a name is in a line of a definition, None if it is none.

        The file itself comes first, up to that line, then headers, each as it is at its end. What
        an architecture has of its own is seen by its own files alone.
        """
        if is_unset(name):
            return None
        here, is_here = self._last(name, definition.file, line)
        if is_here:
            return here
        for each in self.names.get(name, ()):
            if each.file.endswith(".h") and each.file != definition.file:
                if each.file.startswith("arch/") and not definition.file.startswith("arch/"):
                    continue
                there, _ = self._last(name, each.file)
                if there is not None and self._is_seen(each.file, definition.file):
                    return there
        if name not in self.names and not name.startswith("CONFIG_"):
            return self._included(name, definition.file)
        return None

    def undefined(self, name: str, file: str, line: int) -> int | None:
        """The line, before another, in which a file last undefines a name that it has; or None."""
        if file not in self._undefined:
            self._undefined[file] = undefined_in(self.tree.read(file))
        lines = [each for each in self._undefined[file].get(name, ()) if each < line]
        return max(lines, default=None)

    def undefines(self, file: str) -> Iterable[str]:
        """The names that a file undefines somewhere."""
        self.undefined("", file, 0)
        return self._undefined[file].keys()

    def defined(self, name: str, file: str, line: int) -> int | None:
        """The line, before another, in which a file last defines a macro; None if it does not."""
        macro = self._macro(name, file, line)
        return None if macro is None else macro.line

    def _last(self, name: str, file: str, line: int = _END) -> tuple[Definition | None, bool]:
        """What a file last said of a name before a line, and whether it said anything."""
        last = self._macro(name, file, line)
        gone = self.undefined(name, file, line)
        if gone is not None and (last is None or last.line < gone):
            return None, True
        return last, last is not None

    def _macro(self, name: str, file: str, line: int) -> Definition | None:
        macros = [
            each
            for each in self.names.get(name, ())
            if each.kind == "macro"
            and each.file == file
            and each.line < line
            and f"!defined({name})" not in each.conditions
            and self.compiled(each)
        ]
        return max(macros, key=lambda each: each.line, default=None)

    def _included(self, name: str, file: str) -> Definition | None:
        """A macro of a header that is not searched: one that the file, or a header of it, names."""
        if (name, file) not in self._looked_for:
            self._looked_for[name, file] = None
            for header in self._headers_of(file):
                self.headers[header] = None
                text = self.tree.read(header)
                if re.search(rb"define[ \t]+%s\b" % name.encode(), text):
                    for each in definitions_of(text, header):
                        # The name that guards a header against being read twice is one as well.
                        guards = f"!defined({each.name})" in each.conditions
                        if each.kind == "macro" and (each.name == name or guards):
                            self.names.setdefault(each.name, []).append(each)
        found = [self._last(name, each.file)[0] for each in self.names.get(name, ())]
        return next((each for each in found if each is not None), None)

    def _is_seen(self, header: str, file: str) -> bool:
        """Tell whether a file sees a header; all see those that are always searched."""
        return header in self.files or file in self.headers or header in self._headers_of(file)

    def _headers_of(self, file: str) -> list[str]:
        """The headers beside the searched ones that a file includes, or a searched header of it."""
        found: dict[str, None] = {}
        for each in included_by(file, self.tree.read(file)):
            if each in self.files:
                if each.endswith(".h"):
                    found |= dict.fromkeys(included_by(each, self.tree.read(each)))
            else:
                found[each] = None
        return [
            each
            for each in found
            if each not in self.files
            and posixpath.splitext(each)[1] in (".h", ".c")
            and self.tree.has(each)
        ]
