"""Tells which commands may share a class loader: what they keep there is the same.

From what TLC 2.15 and its translator have in static variables. Editors have the translator
translate one module after another, and it begins anew each time. TLC numbers variables and
definitions by their names (util.UniqueString, tlc2.tool.Defns), and a name never loses its number:
another module would find its own definitions under the numbers of this one. So the modules and the
names in the .cfg must be the same; the numbers and strings that it gives to constants need not.
Searches for liveness share nothing: they are not written to be done twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tornfolio.support.cache import digest

__all__ = ["alike"]

# Numbers, strings and sets of strings in a .cfg. A model value is a name.
_VALUE = re.compile(r'\{ *(?:"[^"]*"[ ,]*)*\}|"[^"]*"|\b\d+\b')
_TEMPORAL = re.compile(r"\bPROPERT(Y|IES)\b")
# A run's own places; what they are called is forgotten with the run.
_PLACES = ("-metadir", "-config")


def alike(main: str, args: Sequence[str], folder: Path) -> str | None:
    """Name a command that runs in a folder, as all have that are like it; None if none is."""
    if main == "pcal.trans":
        return main
    options = list(args)
    try:
        cfg = Path(options[options.index("-config") + 1]).read_text(encoding="ascii")
        modules = [path.read_bytes() for path in sorted(folder.glob("*.tla"))]
        for place in _PLACES:
            options[options.index(place) + 1] = ""
    except (OSError, UnicodeDecodeError, ValueError, IndexError):
        return None
    lines = [line for line in cfg.splitlines() if not line.startswith("\\*")]
    names = _VALUE.sub("0", "\n".join(lines))
    if _TEMPORAL.search(names):
        return None
    return digest(main.encode(), *modules, names.encode(), *(text.encode() for text in options))
