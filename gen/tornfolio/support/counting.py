"""Puts a number and its noun together."""

from __future__ import annotations

__all__ = ["number_of"]


def number_of(count: int, noun: str) -> str:
    """A number with its noun.

    >>> number_of(1, "state"), number_of(1200, "state")
    ('1 state', '1,200 states')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
