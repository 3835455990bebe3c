"""Tests of what is found in C text: definitions, their conditions, and what they use."""

from __future__ import annotations

import pytest

from tornfolio.linux.definitions import Definition, definitions_of
from tornfolio.linux.taken_text import token_digest

TEXT = b"""\
#ifndef _GUARD_H
#define _GUARD_H
enum flags { ONE = 1, TWO };
struct walk {
	int at;
};
typedef int __bitwise bits_t;
#define TWICE(x) ((x) + base(x))
#ifdef CONFIG_A
static __always_inline int step(struct walk *walk, int by)
{
	int left = by;

	walk->at += TWICE(left);
	return other(walk, left);
}
#else
static inline int step(struct walk *walk, int by) { return 0; }
#endif
int declared(void);
#endif
"""


@pytest.fixture(scope="module")
def found() -> dict[str, list[Definition]]:
    """The definitions of the text by each of their names."""
    names: dict[str, list[Definition]] = {}
    for definition in definitions_of(TEXT, "a.h"):
        for name in definition.names:
            names.setdefault(name, []).append(definition)
    return names


def test_all_kinds_are_found_with_their_lines(found: dict[str, list[Definition]]) -> None:
    """Functions, macros, types with their constants, and typedefs behind an annotation."""
    lines = {name: [each.line for each in several] for name, several in found.items()}
    assert lines == {
        "_GUARD_H": [2], "enum flags": [3], "ONE": [3], "TWO": [3], "struct walk": [4],
        "bits_t": [7], "TWICE": [8], "step": [10, 18],
    }  # fmt: skip


def test_alternatives_have_their_conditions(found: dict[str, list[Definition]]) -> None:
    """What stands behind #else needs the condition before it to fail."""
    first, second = found["step"]
    assert first.conditions == ("!defined(_GUARD_H)", "defined(CONFIG_A)")
    assert second.conditions == ("!defined(_GUARD_H)", "!(defined(CONFIG_A))")


def test_a_function_uses_others_and_not_its_own_names(found: dict[str, list[Definition]]) -> None:
    """Members, parameters and local variables are no names of others."""
    step = found["step"][0]
    assert step.uses == {"struct walk", "TWICE", "other"}
    assert step.calls == {"TWICE", "other"}
    assert found["TWICE"][0].uses == {"base"}


def test_the_head_of_a_function_is_its_prototype(found: dict[str, list[Definition]]) -> None:
    """The text before the body, annotations and all, declares the function."""
    step = found["step"][0]
    head = b"static __always_inline int step(struct walk *walk, int by)"
    assert step.text[: step.head].strip() == head


def test_comments_and_spaces_do_not_change_a_digest() -> None:
    """Tokens do."""
    text = b'int f(void) { return g("a  b"); }'
    assert token_digest(text) == token_digest(b'int f(void)\n{ /* why */ return g("a  b"); } // x')
    assert token_digest(text) != token_digest(b'int f(void) { return g("a b"); }')
    assert token_digest(text) != token_digest(text.replace(b"return", b"return !"))
