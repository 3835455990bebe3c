"""Looks at a syntax tree of C: names that are used, called or declared, and a node's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["bare_text", "descendants", "identifiers", "names_in", "text_of"]

_WORD = re.compile(rb"[A-Za-z_]\w*")
_NOISE = re.compile(rb'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
_NOT_NEWLINE = re.compile(rb"[^\n]")
_MEMBER = re.compile(rb"(?:->|(?<![\w.)])\.|(?<=[\w)\]])\.)\s*[A-Za-z_]\w*")
_TAGGED = frozenset({"struct_specifier", "union_specifier", "enum_specifier"})


def identifiers(text: bytes) -> frozenset[str]:
    """All words of C text that may be names, those of members apart."""
    bare = _MEMBER.sub(b" ", _NOISE.sub(b" ", text))
    return frozenset(word.decode() for word in _WORD.findall(bare))


def bare_text(text: bytes) -> bytes:
    """C text with blanks in place of comments and literals, so that all stays where it is."""
    return _NOISE.sub(lambda noise: _NOT_NEWLINE.sub(b" ", noise[0]), text)


def names_in(node: Node, text: bytes) -> tuple[set[str], set[str], set[str]]:
    """The names that code uses, those that it calls, and those that it declares itself."""
    used: set[str] = set()
    called: set[str] = set()
    own: set[str] = set()
    stack = [node]
    while stack:
        at = stack.pop()
        kind = at.type
        if kind == "identifier":
            used.add(text_of(at, text).decode())
        elif kind == "type_identifier":
            parent = at.parent
            tag = parent.type.split("_")[0] if parent is not None and parent.type in _TAGGED else ""
            used.add(f"{tag} {text_of(at, text).decode()}".strip())
        elif kind == "call_expression":
            function = at.child_by_field_name("function")
            if function is not None and function.type == "identifier":
                called.add(text_of(function, text).decode())
        elif kind in ("parameter_declaration", "declaration", "init_declarator"):
            own |= _declared(at, text)
        elif kind in ("preproc_def", "preproc_ifdef", "preproc_if"):
            pass
        elif kind == "preproc_arg":
            used |= identifiers(text_of(at, text))
        stack.extend(at.children)
    return used, called, own


def _declared(node: Node, text: bytes) -> set[str]:
    names = set()
    for found in node.children_by_field_name("declarator"):
        inner: Node | None = found
        while inner is not None and inner.type != "identifier":
            inner = inner.child_by_field_name("declarator")
        if inner is not None:
            names.add(text_of(inner, text).decode())
    return names


def descendants(node: Node, kinds: frozenset[str], *, own: bool = False) -> Iterator[Node]:
    """The nodes of some kinds below a node; with `own` the node itself too."""
    if own and node.type in kinds:
        yield node
    for child in node.children:
        if child.type in kinds:
            yield child
        yield from descendants(child, kinds)


def text_of(node: Node, text: bytes) -> bytes:
    """What a node stands for in the text."""
    return text[node.start_byte : node.end_byte]
