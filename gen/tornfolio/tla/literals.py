"""Turns Python values into TLA+: the only way by which a value reaches a spec."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from tornfolio.tla.values import Function

__all__ = ["tla_comment", "tla_literal"]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f"}


def tla_literal(value: object) -> str:
    r"""The TLA+ constant expression of a Python value.

    bool, int, str, tuple and list (sequences), set and frozenset (sets, in the order of their
    text), dict with str keys (records), and Function (with `:>` of the module TLC). Anything else
    raises TypeError; text that TLA+ strings cannot hold (control characters, non-ASCII) raises
    ValueError.

    >>> tla_literal(frozenset({"TTU_SYNC"}))
    '{"TTU_SYNC"}'
    >>> tla_literal((True, 3, 'a "quote"'))
    '<<TRUE, 3, "a \\"quote\\"">>'
    """
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value) if value >= 0 else f"(-{-value})"
        case str():
            return _string(value)
        case tuple() | list():
            return f"<<{', '.join(map(tla_literal, value))}>>"
        case AbstractSet():
            return f"{{{', '.join(sorted(map(tla_literal, value)))}}}"
        case Function() if value:
            pairs = (f"{tla_literal(key)} :> {tla_literal(value[key])}" for key in value)
            return f"({' @@ '.join(pairs)})"
        case dict() | Function() if not value:
            return "<<>>"  # TLA+ has no empty record; its value is the empty function
        case dict():
            fields = ", ".join(f"{_field(key)} |-> {tla_literal(v)}" for key, v in value.items())
            return f"[{fields}]"
    raise TypeError(f"no TLA+ literal for a {type(value).__name__}")


def tla_comment(text: str) -> str:
    """Text that is harmless inside a TLA+ comment, in one line of ASCII.

    Comment brackets cannot end the comment, and nothing in it is taken by the PlusCal
    translator for the start of an algorithm or for one of its markers.
    """
    line = " ".join(text.split()).encode("ascii", "backslashreplace").decode("ascii")
    line = "".join(char if char.isprintable() else "?" for char in line)
    for dangerous, harmless in (
        ("(*", "( *"),
        ("*)", "* )"),
        ("--", "- -"),
        ("==", "= ="),
        ("\\*", "\\ *"),
        ("TRANSLATION", "translation"),
    ):
        while dangerous in line:
            line = line.replace(dangerous, harmless)
    return line


def _string(text: str) -> str:
    escaped = "".join(_ESCAPES.get(char, char) for char in text)
    if not (escaped.isascii() and escaped.isprintable()):
        raise ValueError(f"a TLA+ string cannot hold {text!r}")
    return f'"{escaped}"'


def _field(key: object) -> str:
    if not (isinstance(key, str) and key.isidentifier() and key.isascii()):
        raise ValueError(f"{key!r} is no TLA+ record field")
    return key
