"""Says which CPU took a step, by what is another after it."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.tla.values import Function, Value
from tornfolio.trace.state import State

__all__ = ["actor_of", "own_values"]


def actor_of(before: State, after: State, cpus: Sequence[str], straddle: int) -> str | None:
    """The one of some CPUs that took a step, None if nothing says which.

    Its label is another one then, or a variable of its own. A step that goes back to its label may
    change neither; then it is the CPU that holds the PTL of the PTE that was changed.
    """
    for cpu in cpus:
        if before.pc[cpu] != after.pc[cpu]:
            return cpu
    for cpu in cpus:
        if own_values(before, cpu) != own_values(after, cpu):
            return cpu
    holders = {
        before.ptls[_table(before, slot, straddle)]
        for slot, (old, new) in enumerate(zip(before.pte, after.pte, strict=True))
        if old != new
    }
    return next((cpu for cpu in cpus if cpu in holders), None)


def own_values(state: State, cpu: str) -> list[Value]:
    """The values of all variables that a CPU has to itself, its program counter included."""
    return [
        value[cpu]
        for value in state.variables.values()
        if isinstance(value, Function) and cpu in value
    ]


def _table(state: State, slot: int, straddle: int) -> int:
    """The place of a PTE's page table: the first ones of all VMAs come before the second ones."""
    vmas = len(state.ptls) // (2 if straddle else 1)
    vma, page = divmod(slot, len(state.pte) // vmas)
    return vmas + vma if straddle and page >= straddle else vma
