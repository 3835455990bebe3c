"""Opens a folder with the sources of Linux and says which release it is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from tornfolio.support.errors import BadInput

__all__ = ["MAX_FILE", "Tree", "open_tree"]

# No file of mm is a tenth of this; a larger one is not what it seems to be.
MAX_FILE = 4 << 20
_SIGNS = ("Makefile", "mm/rmap.c", "mm/page_vma_mapped.c", "include/linux/mm.h")
_FIELD = re.compile(r"^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)\s*=\s*(\S*)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Tree:
    """A tree of Linux: where it is, and its release as its Makefile has it. Files are read once."""

    path: Path
    release: str
    _texts: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def has(self, file: str) -> bool:
        """Tell whether there is such a file."""
        return file in self._texts or (self.path / file).is_file()

    def read(self, file: str) -> bytes:
        """The bytes of a file, without a byte order mark. Raises BadInput."""
        if file not in self._texts:
            self._texts[file] = _read(self.path, file)
        return self._texts[file]

    def to_json(self) -> dict[str, str]:
        """The tree as JSON has it."""
        return {"path": str(self.path), "release": self.release}


def open_tree(path: Path) -> Tree:
    """Open a tree. Raises BadInput if it is not one of Linux."""
    path = path.absolute()
    if not path.is_dir():
        raise BadInput(f"{path} is not a folder", "give the folder of a Linux source tree")
    for sign in _SIGNS:
        if not (path / sign).is_file():
            raise BadInput(
                f"{path} is not a tree of Linux: it has no {sign}",
                "give the folder that holds Makefile and mm/, unpacked",
            )
    fields = dict(_FIELD.findall(_read(path, "Makefile").decode("utf-8", "replace")[:2000]))
    if not fields.get("VERSION"):
        raise BadInput(
            f"{path} is not a tree of Linux: its Makefile does not begin with VERSION",
            "give the folder of a Linux source tree",
        )
    release = ".".join(fields.get(key) or "0" for key in ("VERSION", "PATCHLEVEL", "SUBLEVEL"))
    return Tree(path, release + fields.get("EXTRAVERSION", ""))


def _read(path: Path, file: str) -> bytes:
    try:
        if (path / file).stat().st_size > MAX_FILE:
            raise BadInput(
                f"{path / file} has more than {MAX_FILE >> 20} MB", "give a tree of Linux"
            )
        # A compiler takes a file with a byte order mark as one without.
        return (path / file).read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise BadInput(f"{path / file} cannot be read: {error.strerror}") from None
