"""Reads the headers of the shim: what each entry stands for, and what it uses of a tree."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tornfolio.linux.conditions import holds
from tornfolio.linux.definitions import Definition, definitions_of

__all__ = [
    "CLASSES",
    "CONT",
    "NO_WRITERS",
    "PMD",
    "Entry",
    "Shim",
    "load_shim",
    "shim_folder",
    "writer_kinds",
]

# What an entry can be, and what that says.
CLASSES = {
    "state": "part of the state: each access is a step, as in the kernel",
    "constant": "does not change while the functions run",
    "no-op": "does nothing here, for the reason given",
    "mini": "a short function of ours in place of the kernel's",
    "out": "outside the scope: a scenario that needs it is refused",
}
# The halves of a program between which the tree's text stands, and what stands within that.
BEFORE = (
    "config.h", "compiler.h", "atomic.h", "locks.h", "mm_types.h", "state.h", "page_flags.h",
    "swap.h", "pgtable.h", "contpte.h", "rmap.h", "mprotect.h", "wp.h", "mremap.h", "reclaim.h",
    "watch.h",
)  # fmt: skip
WITHIN = ("walk.h",)
# What stands before the functions of the files that call all others. A macro of around.h wraps a
# function of the tree, in these callers alone.
AROUND = ("split.h", "around.h")
AFTER = ("vmscan.h", "writers.h")
# What a program is made with beside writers: arm64's own functions, which keep CONT bits.
CONT = "cont"
# The same for a folio that a PMD maps: the PMD entries are part of the state.
PMD = "pmd_mapped"
NO_WRITERS = frozenset({CONT, PMD})
# What stands before the tree's text only in a program of that kind.
OF_KIND = {CONT: "cont.h", PMD: "pmd.h", "fault": "fault.h"}
_CLASS = re.compile(rf"/\*\s*({'|'.join(CLASSES)}):\s*(.*?)\s*\*/", re.DOTALL)
_HAVE = re.compile(r"^#ifn?def HAVE_(\w+)$", re.MULTILINE)
_USES = re.compile(r"^ \* uses: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One entry of the shim: its class, the reason for it, and its definition."""

    definition: Definition
    kind: str
    reason: str

    @property
    def wraps(self) -> bool:
        """Tell whether it stands around what the tree has by this name."""
        return self.definition.kind == "macro" and self.definition.file == "shim/around.h"


@dataclass(frozen=True)
class Shim:
    """The headers of the shim that a program is made of, by their place in it.

    `whole_files` are files of the tree that are compiled as they are; `probed` are the names of
    which a header asks, by `HAVE_name`, whether the tree defines them; of `given` it is known.
    """

    before: tuple[str, ...]
    within: tuple[str, ...]
    around: tuple[str, ...]
    after: tuple[str, ...]
    entries: tuple[Entry, ...]
    whole_files: tuple[str, ...]
    probed: tuple[str, ...] = ()
    given: tuple[str, ...] = ()

    def fitting(self, there: Collection[str]) -> Shim:
        """The headers as a tree sees them that defines these of the probed names."""
        macros = {f"HAVE_{name}": "1" for name in there}
        kept = tuple(
            entry
            for entry in self.entries
            if all(holds(each, macros) for each in entry.definition.conditions)
        )
        return dataclasses.replace(self, entries=kept)

    @property
    def names(self) -> dict[str, Entry]:
        """Each entry by the names that it defines; the first that defines one has it.

        What wraps a function of the tree, or names one, is no entry in its place.
        """
        names: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.wraps or entry.definition.names_itself:
                continue
            for name in entry.definition.names:
                names.setdefault(name, entry)
        return names

    @property
    def macros(self) -> dict[str, str]:
        """The value of each macro, for conditions of the preprocessor."""
        values = {}
        for entry in self.entries:
            if entry.definition.kind == "macro":
                words = entry.definition.text.decode().split(None, 2)
                values[entry.definition.name] = words[2] if len(words) > 2 else ""
        return values


def shim_folder() -> Path:
    """The folder with the headers of the shim."""
    return Path(str(files("tornfolio.linux") / "shim"))


def writer_kinds() -> tuple[str, ...]:
    """The kinds of writers that the shim has callers for."""
    return tuple(
        sorted(
            path.stem.removeprefix("writer_").replace("_", "-")
            for path in shim_folder().glob("writer_*.h")
        )
    )


def load_shim(kinds: Sequence[str]) -> Shim:
    """Read the headers for a program with these writers, or with CONT bits that are followed."""
    writing = [kind.replace("-", "_") for kind in kinds if kind not in NO_WRITERS]
    writers = tuple(f"writer_{kind}.h" for kind in writing)
    before = (*BEFORE, *(OF_KIND[kind] for kind in OF_KIND if kind in kinds))
    after = (*AFTER, *writers)
    entries: list[Entry] = []
    whole: list[str] = []
    probed: list[str] = []
    for name in (*before, *WITHIN, *AROUND, *after):
        text = (shim_folder() / name).read_text("utf-8")
        entries += _entries(text, name)
        whole += _USES.findall(text)
        probed += _HAVE.findall(text)
    return Shim(
        before,
        WITHIN,
        AROUND,
        after,
        tuple(entries),
        tuple(dict.fromkeys(whole)),
        tuple(dict.fromkeys(probed)),
        tuple(kind for kind in kinds if kind in NO_WRITERS),
    )


def _entries(text: str, name: str) -> list[Entry]:
    """Read one header: a comment that names a class is for all entries up to the next one."""
    classes = [
        (text.count("\n", 0, found.start()) + 1, found[1], " ".join(found[2].split()))
        for found in _CLASS.finditer(text)
    ]
    entries = []
    for definition in definitions_of(text.encode(), f"shim/{name}"):
        above = [each for each in classes if each[0] <= definition.line]
        _, kind, reason = above[-1] if above else (0, "", "")
        entries.append(Entry(definition, kind, reason))
    return entries
