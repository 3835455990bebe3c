"""Finds functions of a tree by their names: where each stands, and a digest of its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tornfolio.linux.definitions import definitions_of
from tornfolio.linux.syntax import bare_text
from tornfolio.linux.taken_text import token_digest
from tornfolio.linux.tree import Tree

__all__ = [
    "Found",
    "calls_of",
    "find_functions",
    "gives_arguments",
    "line_of_call",
    "line_of_call_with",
]

# Where functions are looked for: first where the kernel defines them, then where it inlines them.
_PLACES = (
    ("mm/*.c", "arch/arm64/mm/contpte.c"),
    (
        "mm/*.h",
        "include/linux/rmap.h",
        "include/linux/mm.h",
        "include/linux/page-flags.h",
        "include/linux/pgtable.h",
    ),
)
# What may stand in the lines of a signature before its name.
_HEAD = re.compile(rb"[\w\s*]+\Z")
_WITH_ARGUMENTS = re.compile(r"\b[A-Za-z_]\w*\([^()\s][^()]*\)")
_CALL = re.compile(r"\b([A-Za-z_]\w*)\(")
_END = re.compile(rb"^\}", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """A function of a tree, or the longest of several for other configurations in one file.

    The digest is of all of them.
    """

    name: str
    file: str
    line: int
    digest: str
    text: bytes


def find_functions(tree: Tree, names: Iterable[str]) -> dict[str, Found]:
    """Find functions by name; those that the tree does not define are left out."""
    found: dict[str, Found] = {}
    wanted = set(names)
    for globs in _PLACES:
        for file in _files(tree, globs):
            missing = wanted - found.keys()
            if not missing:
                return found
            for name, pieces in _in_file(tree.read(file), missing).items():
                line, text = max(pieces, key=lambda piece: len(piece[1]))
                digest = token_digest(b"\n".join(piece for _, piece in pieces))
                found[name] = Found(name, file, line, digest, text)
    return found


def line_of_call(found: Found, words: str) -> int | None:
    """The line in which a function first makes a call that some words name, None if never."""
    return _line(found, [rb"\b%s\b" % name.encode() for name in _CALL.findall(words)])


def gives_arguments(words: str) -> bool:
    """Tell whether words give a call with its arguments."""
    return _WITH_ARGUMENTS.search(words) is not None


def line_of_call_with(found: Found, words: str) -> int | None:
    """The line of the first call that words give with its arguments, None if there is none.

    Kernels name most of them in their own way; the last one must begin as the words have it.
    """
    patterns = []
    for call in _WITH_ARGUMENTS.findall(words):
        name, _, arguments = call.partition("(")
        last = re.findall(r"\w+", arguments)[-1:]
        patterns += [rb"\b%s\s*\([^;]*?\b%s" % (name.encode(), each.encode()) for each in last]
    return _line(found, patterns)


def _line(found: Found, patterns: Iterable[bytes]) -> int | None:
    bare = bare_text(found.text)
    body = max(bare.find(b"{"), 0)
    for pattern in patterns:
        at = re.search(pattern, bare[body:])
        if at is not None:
            return found.line + bare.count(b"\n", 0, body + at.start())
    return None


def calls_of(found: Found) -> list[str]:
    """The names that a function calls, or seems to, in their order."""
    bare = bare_text(found.text).decode("utf-8", "replace")
    return list(dict.fromkeys(_CALL.findall(bare[bare.find("{") :])))


def _files(tree: Tree, globs: tuple[str, ...]) -> list[str]:
    return sorted(
        str(path.relative_to(tree.path)) for pattern in globs for path in tree.path.glob(pattern)
    )


def _in_file(text: bytes, names: set[str]) -> dict[str, list[tuple[int, bytes]]]:
    """The definitions of some functions in a file, each with its line."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    words = b"|".join(sorted(name.encode() for name in names))
    signature = re.compile(rb"^(?:[A-Za-z_][^\n;{}()]*\W|\**)(%s)\(" % words, re.MULTILINE)
    bare = bare_text(text) if signature.search(text) else b""
    for match in signature.finditer(bare):
        piece = _definition(text, bare, match.start(), match[1].decode())
        if piece is not None:
            found.setdefault(match[1].decode(), []).append(piece)
    return found


def _definition(text: bytes, bare: bytes, at: int, name: str) -> tuple[int, bytes] | None:
    """The definition whose name stands in the line at `at`; None if that is none.

    Only this piece of the file is parsed: in the kernel a function ends at a } that begins a line.
    """
    start = _start(bare, at)
    ends = _END.finditer(bare, at)
    for end in (next(ends, None), next(ends, None)):
        if end is None:
            return None
        piece = text[start : end.end()]
        for definition in definitions_of(piece, ""):
            if definition.kind == "function" and name in definition.names:
                return text.count(b"\n", 0, start) + definition.line, definition.text
    return None


def _start(text: bytes, at: int) -> int:
    """Go back over lines that belong to a signature, such as a return type of its own line."""
    start = at
    for line in _lines_before(text, at):
        if not line.strip() or not _HEAD.fullmatch(line):
            return start
        start -= len(line) + 1
    return start


def _lines_before(text: bytes, at: int) -> Iterator[bytes]:
    while at > 0:
        before = text.rfind(b"\n", 0, at - 1) + 1
        yield text[before : at - 1]
        at = before
