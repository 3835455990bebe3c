"""Tells which commands may share a class loader: those with the same options.

From what TLC 2.15 and its translator have in static variables. Editors have the translator
translate one module after another, and it begins anew each time. TLC sets some static variables
only where an option asks for that, so searches with other options do not follow one another. What
it keeps of a module is put back, by hosted_names.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.support.cache import digest

__all__ = ["alike"]

# A run's own places; what they are called is forgotten with the run.
_PLACES = ("-metadir", "-config", "-dump")


def alike(main: str, args: Sequence[str]) -> str:
    """Name a command, as all have that are like it; the last argument is the module."""
    if main == "pcal.trans":
        return main
    options = list(args[:-1])
    for place in _PLACES:
        if place in options:
            # Behind -dump stands its format, and then the file.
            options[options.index(place) + (2 if place == "-dump" else 1)] = ""
    return digest(main.encode(), *(text.encode() for text in options))
