"""Finds the definitions in a C file, each with the preprocessor's conditions around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from tornfolio.linux.syntax import descendants, identifiers, names_in, text_of
from tornfolio.support.errors import ToolMissing

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

__all__ = ["Definition", "Kind", "definitions_of"]

Kind = Literal["function", "macro", "type", "variable"]

_NOISE = re.compile(rb'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
# Each begins with letters, not with a look behind, so that the text is searched as fast as a word.
_ANNOTATIONS = (
    re.compile(
        rb"__(?:(?:always_inline|bitwise|force|user|must_check|maybe_unused|init|sched|read_mostly"
        rb"|ro_after_init|randomize_layout|cacheline_aligned\w*|cold|attribute_const__|pure"
        rb"|no_kcsan)\b|(?:must_hold|acquires|releases)\([^()]*\))"
    ),
    re.compile(rb"(?:noinline|asmlinkage)\b"),
)
_DEFINE = b"#define "
_IN_WORD = re.compile(rb"\w")
_HEADER = frozenset({"preproc_ifdef", "preproc_if", "preproc_else", "preproc_elif"})
_TAGGED = frozenset({"struct_specifier", "union_specifier", "enum_specifier"})


@dataclass(frozen=True)
class Definition:
    """One definition of a C file.

    `names` are all that it defines: a function or macro itself, a tag as `struct page`, a typedef,
    the constants of an enum. `conditions` are C expressions, all of which must be true for it to be
    compiled. `head` is the length of a function's text before its body, 0 for anything else.
    """

    names: tuple[str, ...]
    kind: Kind
    file: str
    line: int
    text: bytes
    conditions: tuple[str, ...]
    head: int = 0
    _node: Node | None = field(default=None, compare=False, repr=False)
    _source: bytes = field(default=b"", compare=False, repr=False)

    @property
    def name(self) -> str:
        """The name by which it is known."""
        return self.names[0]

    @property
    def names_itself(self) -> bool:
        """Tell whether it is a macro that says only that an architecture has a function itself."""
        words = self.text.split()
        return self.kind == "macro" and words[1:2] == words[2:]

    @cached_property
    def uses(self) -> frozenset[str]:
        """The names of others that it uses."""
        if self._node is None:
            return frozenset()
        if self.kind == "macro":
            value = self._node.child_by_field_name("value")
            parameters = self._node.child_by_field_name("parameters")
            own = identifiers(text_of(parameters, self._source)) if parameters else frozenset()
            return identifiers(text_of(value, self._source)) - own if value else frozenset()
        used, _, own_names = self._names
        return frozenset(used - own_names - set(self.names))

    @cached_property
    def calls(self) -> frozenset[str]:
        """The names that a function calls; what a macro calls is not told."""
        if self.kind != "function":
            return frozenset()
        _, called, own = self._names
        return frozenset(called - own)

    @cached_property
    def _names(self) -> tuple[set[str], set[str], set[str]]:
        if self._node is None:
            return set(), set(), set()
        return names_in(self._node, self._source)


def definitions_of(text: bytes, file: str) -> list[Definition]:
    """All definitions at the top level of a C file, in its order."""
    # The grammar knows no annotations, so it does not see them.
    seen = text
    for annotation in _ANNOTATIONS:
        seen = annotation.sub(_blank, seen)
    return list(_walk(_parser().parse(seen).root_node, text, file, ()))


def _blank(found: re.Match[bytes]) -> bytes:
    """As many spaces as an annotation has letters.

    The end of another word stays, and a name that is being defined.
    """
    before = found.string[max(0, found.start() - len(_DEFINE)) : found.start()]
    if before == _DEFINE or _IN_WORD.match(before[-1:]):
        return found[0]
    return b" " * len(found[0])


def _parser() -> Parser:
    try:
        import tree_sitter
        import tree_sitter_c
    except ImportError:
        raise ToolMissing(
            "tree-sitter-c, which reads the C of the tree, is not installed",
            "install it with: pip install 'tornfolio[linux]'",
        ) from None
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_c.language()))


def _walk(
    node: Node,
    text: bytes,
    file: str,
    conditions: tuple[str, ...],
    without: Node | None = None,
) -> Iterator[Definition]:
    """Find what stands below a node, but for one of its children."""
    for child in node.children:
        if without is not None and child.id == without.id:
            continue
        if child.type in _HEADER:
            yield from _conditional(child, text, file, conditions)
        elif child.type in ("ERROR", "linkage_specification", "declaration_list"):
            yield from _walk(child, text, file, conditions)
        else:
            found = _definition(child, text, file, conditions)
            if found is not None:
                yield found


def _conditional(
    node: Node, text: bytes, file: str, conditions: tuple[str, ...]
) -> Iterator[Definition]:
    """Go into #if and its alternatives; each alternative needs the conditions before to fail."""
    if node.type == "preproc_else":
        yield from _walk(node, text, file, conditions)
        return
    condition = _condition(node, text)
    alternative = node.child_by_field_name("alternative")
    yield from _walk(node, text, file, (*conditions, condition), without=alternative)
    if alternative is not None:
        yield from _conditional(alternative, text, file, (*conditions, f"!({condition})"))


def _condition(node: Node, text: bytes) -> str:
    name = node.child_by_field_name("name")
    if name is not None:
        word = text_of(name, text).decode()
        negated = node.children[0].type in ("#ifndef", "#elifndef")
        return f"!defined({word})" if negated else f"defined({word})"
    condition = node.child_by_field_name("condition")
    if condition is None:
        return "0"
    return _NOISE.sub(b" ", text_of(condition, text)).replace(b"\\\n", b" ").decode()


def _definition(
    node: Node, text: bytes, file: str, conditions: tuple[str, ...]
) -> Definition | None:
    if node.type in ("preproc_def", "preproc_function_def"):
        return _macro(node, text, file, conditions)
    if node.type == "function_definition":
        return _function(node, text, file, conditions)
    if node.type in ("declaration", "type_definition", *_TAGGED):
        return _declaration(node, text, file, conditions)
    return None


def _macro(node: Node, text: bytes, file: str, conditions: tuple[str, ...]) -> Definition | None:
    name = node.child_by_field_name("name")
    if name is None:
        return None
    return Definition(
        names=(text_of(name, text).decode(),),
        kind="macro",
        file=file,
        line=node.start_point[0] + 1,
        text=text_of(node, text).rstrip(b"\n") + b"\n",
        conditions=conditions,
        _node=node,
        _source=text,
    )


def _function(node: Node, text: bytes, file: str, conditions: tuple[str, ...]) -> Definition | None:
    body = node.child_by_field_name("body")
    declarator = _function_declarator(node)
    if body is None or declarator is None:
        return None
    name = declarator.child_by_field_name("declarator")
    if name is None:
        return None
    return Definition(
        names=(text_of(name, text).decode(),),
        kind="function",
        file=file,
        line=node.start_point[0] + 1,
        text=text_of(node, text) + b"\n",
        conditions=conditions,
        head=body.start_byte - node.start_byte,
        _node=node,
        _source=text,
    )


def _function_declarator(node: Node) -> Node | None:
    found = node.child_by_field_name("declarator")
    while found is not None and found.type != "function_declarator":
        found = found.child_by_field_name("declarator")
    return found


def _declaration(
    node: Node, text: bytes, file: str, conditions: tuple[str, ...]
) -> Definition | None:
    """Read a type with its body, a typedef, or a variable; declarations of functions are none."""
    names: list[str] = []
    kind: Kind = "type"
    for tagged in descendants(node, _TAGGED, own=True):
        tag, body = tagged.child_by_field_name("name"), tagged.child_by_field_name("body")
        if body is None:
            continue
        if tag is not None:
            names.append(f"{tagged.type.split('_')[0]} {text_of(tag, text).decode()}")
        for constant in descendants(body, frozenset({"enumerator"})):
            constant_name = constant.child_by_field_name("name")
            if constant_name is not None:
                names.append(text_of(constant_name, text).decode())
    if node.type == "type_definition":
        for child in node.children_by_field_name("declarator"):
            names += [
                text_of(each, text).decode()
                for each in descendants(child, frozenset({"type_identifier"}), own=True)
            ][:1]
    elif not names and node.type == "declaration":
        kind = "variable"
        if text_of(node, text).startswith(b"extern") or any(
            descendants(node, frozenset({"function_declarator"}))
        ):
            return None
        for child in node.children_by_field_name("declarator"):
            names += [
                text_of(each, text).decode()
                for each in descendants(child, frozenset({"identifier"}), own=True)
            ][:1]
    if not names:
        return None
    return Definition(
        names=tuple(dict.fromkeys(names)),
        kind=kind,
        file=file,
        line=node.start_point[0] + 1,
        text=text_of(node, text).rstrip(b";") + b";\n",
        conditions=conditions,
        _node=node,
        _source=text,
    )
