"""Says why the C of a tree does not compile, and what a user can do about it."""

from __future__ import annotations

import re

from tornfolio.linux.compiler import Compiler
from tornfolio.linux.read_before import mend_unknown
from tornfolio.linux.tree import Tree
from tornfolio.support.errors import BadInput, ToolFailed

__all__ = ["failure"]

_ERROR = re.compile(
    r"^(?P<where>[^:\n]+:\d+)(?::\d+)?: (?:fatal )?error: (?P<what>.+)$", re.MULTILINE
)
_UNKNOWN = re.compile(
    r"implicit declaration of function '(?P<a>\w+)|'(?P<b>\w+)' undeclared"
    r"|(?:undeclared identifier|undeclared function|unknown type name) '(?P<c>\w+)"
)
_LINK = re.compile(r"undefined (?:reference to|symbol:?) [`'\"]?(?P<name>\w+)")


def failure(text: str, compiler: Compiler, tree: Tree | None) -> Exception:
    """Say what does not compile, and where: an unknown symbol is told by its name."""
    error, link = _ERROR.search(text), _LINK.search(text)
    if tree is None or (error is None and link is None):
        return ToolFailed(
            f"{compiler.in_words()} failed: {' '.join(text.split())[-400:]}",
            "try another compiler with --cc",
        )
    what = f"{error['where']}: {error['what']}" if error else f"nothing defines {link['name']}"  # type: ignore[index]
    unknown = _UNKNOWN.search(error["what"]) if error else link
    if unknown is not None:
        name = next(filter(None, unknown.groups()))
        mend = mend_unknown([name])
    else:
        mend = "mend the tree, or give another one"
    return BadInput(f"the C of Linux {tree.release} does not compile here: {what}", mend)
