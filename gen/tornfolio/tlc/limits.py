"""Says which limit has ended a search, and which option raises it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["ENDED_BY", "raise_limits"]

# The reason why something is undecided, by the limit that was reached.
ENDED_BY: Final = {
    "time": "the time limit was reached",
    "states": "the state limit was reached",
    "memory": "the JVM's memory was exhausted",
}
_OPTIONS: Mapping[str, str] = {
    "time": "--timeout",
    "states": "--max-states",
    "memory": "--memory",
}


def raise_limits(reasons: Iterable[str], *, budget: bool = False) -> str:
    """What to do about some reasons why something is undecided, as a part of a sentence.

    With `budget` the time of all searches together has a limit as well. "" if no limit is the
    reason.

    >>> raise_limits(["the state limit was reached"])
    'raise --max-states'
    """
    said = list(reasons)
    reached = [name for name, words in ENDED_BY.items() if any(words in each for each in said)]
    options = [_OPTIONS[name] for name in reached]
    options += ["--budget"] if budget and "time" in reached else []
    return f"raise {' or '.join(options)}" if options else ""
