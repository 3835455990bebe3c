"""Says by which variables CPUs act on each other."""

from __future__ import annotations

import re

from tornfolio.tla.module import read_module

__all__ = ["shared_variables"]

# Variables that nobody acts by: locks and histories.
_NO_ACT = re.compile(r"ptl|pmd_lock|folio_lock|rmap_lock|aux_\w+")


def shared_variables(module: str) -> tuple[str, ...]:
    """Give the variables of an algorithm by which CPUs act on each other.

    Of a module whose variables are not found it is `pc`: then every step is an act.
    """
    names = read_module(module).of_kind("variable")
    return tuple(name for name in names if not _NO_ACT.fullmatch(name)) or ("pc",)
