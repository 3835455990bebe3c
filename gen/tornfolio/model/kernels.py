"""The kernels and the policies that a scenario can choose, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["KERNELS", "POLICIES", "Kernel"]


@dataclass(frozen=True)
class Kernel:
    """One state of the kernel: the policy that reclaim follows, and what else is particular.

    `split_before_walk`: TTU_SPLIT_HUGE_PMD splits before the walk, not within it. `map_all`: a page
    fault maps a large folio as a whole if it can. `zaps_runs`: zap clears runs of PTEs and drops
    their map counts at once.
    """

    policy: str
    split_before_walk: bool
    map_all: bool
    zaps_runs: bool
    about: str


KERNELS: Mapping[str, Kernel] = {
    "v6.8": Kernel(
        "none",
        True,
        False,
        False,
        "v6.8: reclaim splits a large folio that has no PMD mapping before it swaps it, "
        "and never passes TTU_SYNC.",
    ),
    "rfc-base": Kernel(
        "none",
        True,
        False,
        True,
        "rfc-base: v6.10 without 73bc32875ee9, which is what the patch of March 2024 was written "
        "for. Large folios are swapped whole, and reclaim does not pass TTU_SYNC. No release is "
        "like this.",
    ),
    "v6.10": Kernel(
        "ttu-sync-unless-deferred",
        True,
        False,
        True,
        "v6.10: large folios are swapped whole (5ed890ce5147), those on the deferred split list "
        "apart, and reclaim passes TTU_SYNC for large folios that are not on it (73bc32875ee9).",
    ),
    "v6.11": Kernel(
        "ttu-sync",
        False,
        True,
        True,
        "v6.11 (the releases of details are not verified): reclaim passes TTU_SYNC for all large "
        "folios; a PMD mapping is split within the walk; a fault can map a whole folio.",
    ),
    "latest": Kernel(
        "ttu-sync",
        False,
        True,
        True,
        "latest (the tree of the 7.x era): as v6.11, and the walk compares the PMD again under the "
        "PTL, and an mlocked VMA is walked to its end.",
    ),
}

POLICIES: Mapping[str, str] = {
    "none": "the flags given to try_to_unmap() are all there is.",
    "ttu-sync": "reclaim passes TTU_SYNC for every large folio.",
    "ttu-sync-unless-deferred": (
        "reclaim passes TTU_SYNC for a large folio that is not on the deferred split list."
    ),
    "give-up": (
        "if the walk takes the PTL at another PTE than the folio's first, try_to_unmap_one() "
        "ends there and returns false (proposed on the list, not merged). What a product kernel "
        "tests is weaker: alignment to a CONT block."
    ),
    "marker": (
        "writers store a marker instead of none while they change a PTE, and the walk takes the "
        "PTL when it meets one (proposed on the list, not merged)."
    ),
    "marker-only": (
        "writers store a marker instead of none while they change a PTE, but map_pte() still takes "
        "the PTL at the first PTE only if that is present (a doubt of ours about the proposal)."
    ),
    "batch": (
        "if the whole folio is found mapped from its first PTE on, all of its PTEs are unmapped "
        "at once (proposed on the list, not merged)."
    ),
    "anon-batch": (
        "any run of alike PTEs is unmapped at once, in sub-batches of equal PageAnonExclusive, as "
        "the series 'Optimize anonymous large folio unmapping' does it (posted 2026, not merged). "
        "It adds no flag; the kernel for which it was posted passes TTU_SYNC for large folios."
    ),
}
