"""Reads a state as TLC gave it: the PTEs, the PTLs, and where each CPU is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tornfolio.support.errors import ToolFailed
from tornfolio.tla.values import Function, Value
from tornfolio.tlc.behaviour import RawState

__all__ = ["NOBODY", "State", "read_state"]

NOBODY = "nobody"


@dataclass(frozen=True)
class State:
    """One state: `pte` every PTE as a word, `ptls` the CPU that holds each PTL, if any.

    The PTEs of the VMAs stand one VMA after the other; so do the PTLs of the page tables: the
    first page table of each VMA, then, if the folio straddles two, the second of each.
    `pc` gives the label at which each CPU is; `variables` everything as TLC gave it.
    """

    pte: tuple[str, ...]
    ptls: tuple[str | None, ...]
    pc: Mapping[str, str]
    variables: Mapping[str, Value]

    @property
    def ptl(self) -> str | None:
        """The CPU that holds the first of the PTLs that somebody holds."""
        return next((holder for holder in self.ptls if holder), None)

    def holders(self) -> str:
        """Name the CPUs that hold PTLs, with the page table's number if there are several."""
        if len(self.ptls) == 1:
            return self.ptls[0] or "-"
        held = [f"{table}:{cpu}" for table, cpu in enumerate(self.ptls, start=1) if cpu]
        return " ".join(held) or "-"

    def to_json(self) -> dict[str, Any]:
        """The state as JSON has it."""
        return {
            "pte": list(self.pte),
            "ptl": self.ptl,
            "ptls": list(self.ptls),
            "pc": dict(self.pc),
        }


def read_state(raw: RawState) -> State:
    """Read a state, of which at least pte, ptl and pc are given. Raises ToolFailed."""
    try:
        match raw.variables:
            case {"pte": (*tables,), "ptl": (*holders,), "pc": Function() as pc}:
                return State(
                    pte=tuple(
                        word
                        for vma, table in enumerate(tables)
                        for word in _ptes(table, raw.variables.get("pmd"), vma)
                    ),
                    ptls=tuple(None if cpu == NOBODY else str(cpu) for cpu in holders),
                    pc={str(cpu): str(label) for cpu, label in pc.items()},
                    variables=raw.variables,
                )
    except (KeyError, TypeError):
        pass
    raise ToolFailed(f"state {raw.number} of the behaviour has no readable pte, ptl and pc")


def _ptes(table: Value, pmd: Value | None, vma: int) -> list[str]:
    """The PTEs of a VMA; those that a PMD mapping stands for are `huge`.

    Those that the PMD entry of another folio stands for are `other`.
    """
    if not isinstance(table, Function):
        raise TypeError
    if isinstance(pmd, tuple) and pmd[vma] in ("huge", "invalid"):
        return ["huge"] * len(table)
    if isinstance(pmd, tuple) and pmd[vma] == "other":
        return ["other"] * len(table)
    return [str(table[page]) for page in range(len(table))]
