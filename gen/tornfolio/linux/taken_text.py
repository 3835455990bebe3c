"""Refuses C text of which the program would run something else than the tree does."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tornfolio.linux.definitions import Definition
from tornfolio.support.errors import BadInput

__all__ = ["check_taken", "token_digest"]

_COMMENT = re.compile(rb'//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\\n])*")', re.DOTALL)
_TOKENS = re.compile(rb'"(?:\\.|[^"\\\n])*"|\w+|[^\w\s]')
# What an assembler's text touches, or a function that is compiled otherwise, nobody sees.
_HIDDEN = re.compile(
    rb"(?<!\w)(asm|__asm|__asm__|no_sanitize\w*|__no_sanitize\w*|no_instrument_function|naked)(?!\w)"
)


def token_digest(text: bytes) -> str:
    """A digest of C text that comments and white space do not change."""
    return hashlib.sha256(b" ".join(_tokens(text))).hexdigest()[:16]


def check_taken(
    tree: Path,
    taken: Iterable[Definition],
    compiled: Callable[[str], Iterable[Definition]],
) -> None:
    """Raise BadInput if a definition is not the only one, or has accesses that nobody sees.

    `compiled` gives all definitions of a name. A file of the kernel sees its own static function,
    and a program can have only one. What an architecture has of its own stands aside: the
    generic headers are what PTEs are meant to change through.
    """
    for each in sorted(taken, key=lambda each: (each.file, each.line)):
        where = f"{tree}: {each.file}:{each.line}"
        if hidden := _hidden(each):
            raise BadInput(
                f"{where}: {each.name} has {hidden}, so what it touches cannot be seen",
                "write it in plain C, or leave it out",
            )
        for name in each.names:
            for other in compiled(name):
                if not _may_stand_beside(each, other, name):
                    raise BadInput(
                        f"{where}: {name} is also defined in {other.file}:{other.line}, otherwise; "
                        "a program can have only one",
                        "give one of them another name",
                    )


def _may_stand_beside(taken: Definition, other: Definition, name: str) -> bool:
    fallback = f"!defined({name})"
    return (
        fallback in (*taken.conditions, *other.conditions)
        or taken.file.startswith("arch/") != other.file.startswith("arch/")
        or token_digest(taken.text) == token_digest(other.text)
    )


def _hidden(definition: Definition) -> str:
    """The word that hides accesses, "" if there is none."""
    if definition.kind not in ("function", "macro"):
        return ""
    bare = _COMMENT.sub(b" ", definition.text)
    found = _HIDDEN.search(bare)
    return found[1].decode() if found else ""


def _tokens(text: bytes) -> list[bytes]:
    return _TOKENS.findall(_COMMENT.sub(lambda found: found[1] or b" ", text))
