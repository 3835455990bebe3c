"""Says what the proof for folios of every size adds to what TLC finds at one size."""

from __future__ import annotations

from tornfolio.model.parameters import Parameters

__all__ = ["ALWAYS", "REACHED", "WITH_SYNC", "WRITERS", "proved"]

# The names are those of the statements in tests/all_sizes_invariant.py, which is held against this.
ALWAYS = ("LockDiscipline", "PtlReleased", "WalkContract", "MapcountExact", "SwapCountExact")
WITH_SYNC = ("NoPteSkipped", "PtlFromPte0", "AllOrNothing")
WRITERS = ("contpte", "protect", "numa", "protect-batched")
# What follows from "present up to a bound, swap entries from there on", which is reached for every
# bound beside numa: with bound 1 PTE0 alone is left.
REACHED = ("NoPteSkipped", "PtlFromPte0", "AllOrNothing", "NotTornByReclaim")
_REACHED_AS = "Pte0PresentRestSwap"


def proved(p: Parameters, about: str, outcome: str) -> bool:
    """Tell whether an outcome is proved for folios of every size, in what else is the scenario's.

    The proof knows one mm with one page table, an anonymous folio of which a prefix is mapped, no
    abort, and any number of its writers. That a property is violated, or a condition is seen, it
    shows for every folio of two pages or more, beside a numa writer.
    """
    if not _in_domain(p):
        return False
    sync = "TTU_SYNC" in p.ttu or p.policy == "ttu-sync"
    if outcome == "holds":
        return about in ALWAYS or (sync and about in WITH_SYNC)
    reached = not sync and not p.ttu and p.kinds == ("numa",) and p.writers[0].first == 0
    if reached and p.nr_pages > 1 and p.initial is None:
        return (outcome == "violated" and about in REACHED) or (
            outcome == "Sometimes" and about == _REACHED_AS
        )
    return False


def _in_domain(p: Parameters) -> bool:
    first = p.initial[0] if p.initial else ("present",)
    mapped = first.count("present")
    prefix = first == ("present",) * mapped + ("swap",) * (len(first) - mapped)
    return (
        (p.vmas, p.straddle, p.folio, p.kernel) == (1, 0, "anon", "rfc-base")
        and p.policy in ("none", "ttu-sync")
        and not (p.pmd_mapped or p.mlocked or p.shortages)
        and p.bug == "none"
        and bool(p.writers)
        and set(p.kinds) <= set(WRITERS)
        and set(p.ttu) <= {"TTU_SYNC", "TTU_BATCH_FLUSH"}
        and mapped > 0
        and prefix
    )
