"""Says by which variables CPUs act on each other, and where TLC keeps who has acted."""

from __future__ import annotations

import re
from hashlib import sha256

from tornfolio.tla.module_reader import variables_of

__all__ = ["first_register", "shared_variables"]

# Variables that nobody acts by: locks and histories.
_NO_ACT = re.compile(r"ptl|pmd_lock|folio_lock|rmap_lock|mmap_lock|aux_\w+")


def shared_variables(module: str) -> tuple[str, ...]:
    """The variables of an algorithm by which CPUs act on each other.

    Of a module whose variables are not found it is `pc`: then every step is an act.
    """
    names = variables_of(module)
    return tuple(name for name in names if not _NO_ACT.fullmatch(name)) or ("pc",)


def first_register(module: str) -> int:
    """The number before those of TLC's registers with which a module is reported on.

    It follows from all text behind the algorithm, so that no text there can name a register:
    another text has others. Workers of TLC keep a list that is as long as the largest number.
    """
    text = module.partition("\\* END TRANSLATION")[2]
    return 1_000 + int.from_bytes(sha256(text.encode()).digest()[:4], "big") % 50_000
