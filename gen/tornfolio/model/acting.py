"""Says by which variables CPUs act on each other."""

from __future__ import annotations

import re

__all__ = ["shared_variables"]

# The variables of the algorithm, and those that nobody acts by: locks and histories.
_GLOBALS = re.compile(r"^variables\n(?P<lines>.*?)^define \{$", re.MULTILINE | re.DOTALL)
_GLOBAL = re.compile(r"^ +(?P<name>[A-Za-z]\w*) (?:=|\\in) ", re.MULTILINE)
_NO_ACT = re.compile(r"ptl|pmd_lock|folio_lock|rmap_lock|aux_\w+")


def shared_variables(module: str) -> tuple[str, ...]:
    """Give the variables by which CPUs act on each other, of a module before its translation.

    Of a module whose variables are not found it is `pc`: then every step is an act.
    """
    block = _GLOBALS.search(module)
    names = [found["name"] for found in _GLOBAL.finditer(block["lines"])] if block else []
    return tuple(name for name in names if not _NO_ACT.fullmatch(name)) or ("pc",)
