"""Names of things: which are allowed, and which one a mistyped one was meant to be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from tornfolio.errors import BadInput

__all__ = ["check_name", "did_you_mean"]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_LONGEST = 60


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give `, did you mean X?` for the nearest known name, or nothing."""
    candidates = list(known)
    lowered = {candidate.lower(): candidate for candidate in candidates}
    nearest = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.5)
    return f", did you mean {lowered[nearest[0]]}?" if nearest else ""


def check_name(name: str, what: str) -> str:
    """Give the name back if it can name a folder and a module; raise BadInput if not."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise BadInput(
            f"{what} {name[:80]!r} is not a usable name",
            f"use lower-case letters, digits and single hyphens, at most {_LONGEST}",
        )
    return name
