"""What a state of the C and one of the model both say: the PTEs, and who holds which PTL."""

from __future__ import annotations

from collections.abc import Mapping

from tornfolio.model.ptes import LETTERS
from tornfolio.trace.trace import Step, Trace

__all__ = ["Shared", "flat", "in_words", "read_shared", "shared_of"]

# All PTEs as words, and for each page table the CPU that holds its PTL, -1 for none.
Shared = tuple[tuple[str, ...], tuple[int, ...]]
_WORDS = {letter: word for word, letter in LETTERS.items()}


def read_shared(text: str) -> Shared:
    """Read a state as texts.c of the shim writes it: `P1 S3|P4;-1,0`."""
    patterns, _, holders = text.partition(";")
    words = [
        word
        for runs in patterns.split("|")
        for run in runs.split()
        for word in [_WORDS.get(run[0], "?")] * int(run[1:])
    ]
    return tuple(words), tuple(map(int, holders.split(",")))


def shared_of(step: Step, trace: Trace, cpus: Mapping[str, int]) -> Shared:
    """What the C should have after a step: the PTLs one VMA after the other."""
    ptls = step.state.ptls
    tables = len(ptls) // trace.vmas
    holders = [ptls[t * trace.vmas + v] for v in range(trace.vmas) for t in range(tables)]
    return step.state.pte, tuple(-1 if cpu is None else cpus[cpu] for cpu in holders)


def in_words(shared: Shared, cpus: Mapping[str, int]) -> str:
    """Say what is shared, for a message; `cpus` are the numbers of the model's CPUs."""
    words, holders = shared
    ptes = "".join(LETTERS.get(word, "?") for word in words)
    names = {number: name for name, number in cpus.items()}
    several = len(holders) > 1
    held = [
        f"PTL{f' {at}' if several else ''} {'free' if cpu < 0 else f'held by {names[cpu]}'}"
        for at, cpu in enumerate(holders, start=1)
    ]
    return ", ".join([ptes, *held])


def flat(shared: Shared) -> tuple[str | int, ...]:
    """PTEs and holders one after the other."""
    return (*shared[0], *shared[1])
