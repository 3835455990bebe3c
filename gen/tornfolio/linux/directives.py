"""Reads what the preprocessor's lines of a C text ask, undefine and include."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tornfolio.linux.definitions import Definition
from tornfolio.linux.syntax import bare_text

__all__ = ["OPERATORS", "asked_around", "asked_inside", "included_by", "options_in", "undefined_in"]

_ASKS = re.compile(
    rb"^[ \t]*#[ \t]*(?:el)?if(n?def)?\b((?:\\\r?\n|[^\n])*)|^[ \t]*#[ \t]*define[ \t]+(\w+)",
    re.MULTILINE,
)
_SOME_UNDEF = re.compile(rb"#[ \t]*undef\b")
_UNDEF = re.compile(rb"^[ \t]*#[ \t]*undef[ \t]+(\w+)", re.MULTILINE)
_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
_WORD = re.compile(r"\b[A-Za-z_]\w*")
_DEFINED = re.compile(r"\bdefined\s*(?:\(\s*(\w+)\s*\)|(\w+))")
_OPTION = re.compile(rb"\bCONFIG_\w+")
# What is no name of a macro in a condition.
OPERATORS = frozenset({"defined", "IS_ENABLED", "IS_BUILTIN", "IS_REACHABLE", "IS_MODULE"})


@lru_cache(maxsize=4096)
def asked_around(conditions: tuple[str, ...]) -> Mapping[str, bool]:
    """The names that conditions ask for; False for one of which they ask only if it is there."""
    names: dict[str, bool] = {}
    for each in conditions:
        names |= {one or other: False for one, other in _DEFINED.findall(each)}
    for each in conditions:
        for word in _WORD.findall(_DEFINED.sub(" ", each)):
            if word not in OPERATORS:
                names[word] = True
    return names


def asked_inside(definition: Definition) -> Iterator[tuple[str, bool, int]]:
    """The names that conditions within a definition ask for, in the same way, each with its line.

    What the text has defined before is left out.
    """
    if definition.kind == "macro" or b"#" not in definition.text:
        return
    bare = bare_text(definition.text)
    own: set[str] = set()
    for found in _ASKS.finditer(bare):
        line = definition.line + bare.count(b"\n", 0, found.start())
        if found[3] is not None:
            own.add(found[3].decode())
            continue
        condition = found[2].decode("utf-8", "replace")
        asked = asked_around((f"defined({condition.strip()})" if found[1] else condition,))
        for name, more in asked.items():
            if name not in own:
                yield name, more, line


def options_in(definition: Definition) -> Iterator[tuple[str, int]]:
    """The options of the configuration that a definition names, each with its first line."""
    if b"CONFIG_" not in definition.text:
        return
    bare = bare_text(definition.text)
    seen: set[bytes] = set()
    for found in _OPTION.finditer(bare):
        if found[0] not in seen:
            seen.add(found[0])
            yield found[0].decode(), definition.line + bare.count(b"\n", 0, found.start())


def undefined_in(text: bytes) -> dict[str, list[int]]:
    """The names that a file undefines, with the lines in which it does."""
    names: dict[str, list[int]] = {}
    # Few files do, and blanks in place of their comments take time.
    if _SOME_UNDEF.search(text):
        bare = bare_text(text)
        for found in _UNDEF.finditer(bare):
            line = bare.count(b"\n", 0, found.start()) + 1
            names.setdefault(found[1].decode(), []).append(line)
    return names


def included_by(file: str, text: bytes) -> Sequence[str]:
    """Where the headers that a file includes may stand in a tree, in its order."""
    files = []
    for sign, name in _INCLUDE.findall(text):
        place = posixpath.normpath(name.decode("utf-8", "replace"))
        if sign == b'"':
            files.append(posixpath.join(posixpath.dirname(file), place))
        files += [f"include/{place}", f"arch/arm64/include/{place}"]
    return [each for each in dict.fromkeys(files) if not each.startswith(("..", "/"))]
