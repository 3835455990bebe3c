"""Says which TLC it is, from what it calls itself."""

from __future__ import annotations

import re

__all__ = ["tlc_in_words"]

_CALLS_ITSELF = re.compile(r"TLC2 Version (?P<number>\S+).*?\(rev: (?P<rev>\w+)\)")


def tlc_in_words(version: str) -> str:
    """What TLC calls itself, without a date that it does not have.

    >>> tlc_in_words("TLC2 Version 2.15 of Day Month 20?? (rev: d5b5a7f)")
    'TLC 2.15 (d5b5a7f)'
    >>> tlc_in_words("TLC of an unknown version")
    'TLC of an unknown version'
    """
    found = _CALLS_ITSELF.match(version.strip())
    return f"TLC {found['number']} ({found['rev']})" if found else version.strip()
