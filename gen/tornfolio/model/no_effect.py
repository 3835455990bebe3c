"""Says which flags and which policy of a scenario change nothing there, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tornfolio.model.kernels import KERNELS

__all__ = ["kept_anyway", "no_effect", "not_large"]


class Bounds(Protocol):
    """The parameters that are asked for here; parameters.py, which has them all, asks us."""

    @property
    def nr_pages(self) -> int: ...
    @property
    def kernel(self) -> str: ...
    @property
    def policy(self) -> str: ...
    @property
    def folio(self) -> str: ...
    @property
    def ttu(self) -> tuple[str, ...]: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def pmd_mapped(self) -> tuple[int, ...]: ...
    @property
    def vmas(self) -> int: ...
    @property
    def mlocked(self) -> tuple[int, ...]: ...


# Writers that never clear a PTE for a while: there is nothing for which a marker could stand.
_WITHOUT_MARKER = frozenset(
    {
        "collapse",
        "cow",
        "fault",
        "gup",
        "madvise",
        "mremap",
        "shrinker",
        "split-pmd",
        "store",
        "swap-in",
        "swap-out",
        "uffd-move",
        "user",
        "zap",
    }
)


def no_effect(p: Bounds) -> Iterator[str]:
    """A sentence, without its full stop, on each flag and on a policy without an effect."""
    hugetlb = p.folio == "hugetlb"
    # Then nothing is unmapped in batches; see folio_unmap_pte_batch() of 7.3.
    unbatched = KERNELS[p.kernel].batches and p.folio in ("lazyfree", "file")
    unbatched = unbatched or p.policy == "anon-batch"
    reasons = {
        "TTU_SYNC": "the walk of a hugetlb folio always takes the lock first" if hugetlb else "",
        "TTU_BATCH_FLUSH": "the entry of a hugetlb folio is always flushed at once"
        if hugetlb
        else "",
        "TTU_SPLIT_HUGE_PMD": "" if p.pmd_mapped else "the folio is PTE-mapped",
        "TTU_IGNORE_MLOCK": "" if p.mlocked else "no VMA is mlocked",
        "TTU_HWPOISON": "" if hugetlb or unbatched else "no page of the folio is poisoned",
        "TTU_RMAP_LOCKED": "the lock of the reverse map is held during the walk either way",
    }
    for flag in p.ttu:
        if reasons.get(flag):
            yield f"{flag} changes nothing here: {reasons[flag]}"
    # What a kernel does of itself nobody has asked for.
    if p.policy != KERNELS[p.kernel].policy and (why := _of_policy(p)):
        yield f"policy = {p.policy} changes nothing here: {why}"


def kept_anyway(p: Bounds) -> str:
    """Say that reclaim unmaps nothing, whatever else runs, "" if it may: all VMAs are mlocked."""
    if "TTU_IGNORE_MLOCK" in p.ttu or not set(range(1, p.vmas + 1)) <= set(p.mlocked):
        return ""
    return "each VMA of the folio is mlocked, so reclaim unmaps nothing, whoever else runs"


def not_large(p: Bounds) -> str:
    """Say that a folio has only one page, "" if it has more."""
    return "" if p.nr_pages > 1 else "a folio of one page is not large: it has no parts to be torn"


def _of_policy(p: Bounds) -> str:
    if p.policy.startswith("ttu-sync"):
        if p.nr_pages == 1:
            return "the folio is not large"
        return "TTU_SYNC is given anyway" if "TTU_SYNC" in p.ttu else ""
    if p.policy == "give-up" and p.nr_pages == 1:
        return "the walk takes the PTL at the only PTE, which is the first"
    if p.policy.startswith("marker") and _WITHOUT_MARKER.issuperset(p.kinds):
        return "no writer clears a PTE for a while, so none stores a marker"
    if p.policy == "anon-batch" and "TTU_HWPOISON" in p.ttu:
        return "with TTU_HWPOISON nothing is unmapped in batches"
    return ""
