"""The kernels and the policies that a scenario can choose, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

__all__ = ["KERNELS", "POLICIES", "SWITCHES", "Kernel", "Switch"]


@dataclass(frozen=True)
class Kernel:
    """One state of the kernel: the policy that reclaim follows, and what else is particular.

    Each switch has its entry in SWITCHES, which says what it does, since when, and how that is
    known.
    """

    policy: str
    about: str
    splits_first: bool = False
    queues_unmapped: bool = False
    split_before_walk: bool = False
    map_all: bool = True
    zaps_runs: bool = True
    folds: bool = True
    mlock_goes_on: bool = False
    batches: bool = False
    pmd_rechecked: bool = False
    gives_back: bool = False
    elides_flush: bool = False
    moves_pages: bool = True
    move_waits_for_large: bool = False
    move_looks_in_cache: bool = True
    move_locks_rmap: bool = True
    move_retries_split: bool = True


@dataclass(frozen=True)
class Switch:
    """What a field of Kernel does: since which version, in which function, and how it is known."""

    does: str
    since: str
    where: str
    known: str


SWITCHES: Mapping[str, Switch] = {
    "policy": Switch(
        "when reclaim passes TTU_SYNC for a large folio: never, only if the folio is not on the "
        "deferred split list, or always",
        "v6.10 if it is not on the list (73bc32875ee9), v6.11 always",
        "shrink_folio_list(), mm/vmscan.c",
        "read in 6.1, 6.12 and 7.3; v6.10 and v6.11 from the patches",
    ),
    "splits_first": Switch(
        "a large folio without a PMD mapping is split before it goes to swap",
        "up to v6.9; since v6.10 (5ed890ce5147) only if it is on the deferred split list, and in "
        "6.12, 7.2 and 7.3 only if it is partially mapped as well",
        "shrink_folio_list(), mm/vmscan.c",
        "read in 6.1, 6.12, 7.2 and 7.3; v6.8 from the context of the patch",
    ),
    "queues_unmapped": Switch(
        "a folio is queued for the deferred split even when its last page is unmapped",
        "up to v6.9",
        "page_remove_rmap(), later __folio_remove_rmap(), mm/rmap.c",
        "read in 6.1, which does so, and in 6.12, which does not; in between, inferred",
    ),
    "split_before_walk": Switch(
        "TTU_SPLIT_HUGE_PMD splits a PMD mapping before the walk; newer kernels split within it",
        "up to v6.10",
        "try_to_unmap_one(), mm/rmap.c",
        "read in 6.1, 6.12 and 7.3; the release v6.11 is inferred",
    ),
    "map_all": Switch(
        "a page fault maps a large folio of the swap cache as a whole if all PTEs allow it",
        "v6.11",
        "do_swap_page(), mm/memory.c",
        "read in 6.12 and 7.3; the release v6.11 is inferred",
    ),
    "zaps_runs": Switch(
        "zap clears a run of PTEs of the folio, then drops their map counts; older kernels go PTE "
        "by PTE",
        "v6.9 for present PTEs, v6.10 for swap entries",
        "zap_present_folio_ptes(), zap_pte_range(), mm/memory.c",
        "read in 6.1, 6.12 and 7.3; the releases are inferred",
    ),
    "folds": Switch(
        "arm64 folds and unfolds CONT blocks",
        "v6.9",
        "contpte_convert(), arch/arm64/mm/contpte.c",
        "read in 6.12 and 7.3; 6.1 does not have it; the release is inferred",
    ),
    "mlock_goes_on": Switch(
        "the walk of a VMA with VM_LOCKED goes on, and mlocks a large folio that it maps wholly",
        "about v6.18",
        "try_to_unmap_one(), mm/rmap.c",
        "read in 6.12, where the walk ends at the first PTE that it finds, and in 7.3; the release "
        "is inferred",
    ),
    "batches": Switch(
        "lazyfree and file folios are unmapped in batches; a lazyfree folio with another "
        "reference stays lazyfree, while older kernels make it swapbacked",
        "v6.15 for lazyfree folios, 7.0 for file folios",
        "folio_unmap_pte_batch(), try_to_unmap_one(), mm/rmap.c",
        "read in 6.12 and 7.3; the releases are inferred",
    ),
    "pmd_rechecked": Switch(
        "zap frees page tables that are empty, and the walk compares the PMD under the PTL",
        "about v6.13",
        "zap_empty_pte_table(), mm/memory.c; map_pte(), mm/page_vma_mapped.c",
        "read in 6.12, which does neither, and in 7.3; the release is inferred",
    ),
    "gives_back": Switch(
        "a page fault that finds its PTE changed gives back the slots of a folio that no PTE needs",
        "about v6.18",
        "do_swap_page(), mm/memory.c",
        "read in 6.12, which does not, in 7.2 and in 7.3; the release is inferred",
    ),
    "elides_flush": Switch(
        "arm64 leaves out the TLB flush of a conversion if the processor has BBML3; in 7.2, BBML2 "
        "without conflict aborts",
        "7.2 or before",
        "contpte_convert(), arch/arm64/mm/contpte.c",
        "read in 6.12, where it always flushes, in 7.2 and in 7.3",
    ),
    "moves_pages": Switch(
        "userfaultfd moves pages to another VMA: UFFDIO_MOVE",
        "v6.8",
        "move_pages(), mm/userfaultfd.c",
        "read in 6.12 and 7.3; 6.1 does not have it; the release is inferred",
    ),
    "move_waits_for_large": Switch(
        "UFFDIO_MOVE has a reference to a large folio while it waits for its lock; newer kernels "
        "try again without one",
        "up to about v6.13; fixed in v6.14 (37b338eed105) and in stable 6.12",
        "move_pages_pte(), mm/userfaultfd.c",
        "read in a source of about v6.8, which waits, and in the 6.12 of Debian, which does not",
    ),
    "move_looks_in_cache": Switch(
        "UFFDIO_MOVE looks for the folio of a swap entry in the swap cache, and locks it",
        "v6.14 (c50f8e6053b0), and in stable 6.12",
        "move_pages_pte(), mm/userfaultfd.c",
        "read in a source of about v6.8, which does not, in the 6.12 of Debian and in 7.3",
    ),
    "move_locks_rmap": Switch(
        "UFFDIO_MOVE holds the lock of the reverse map while it moves a page that is present",
        "up to 6.12 or later; no longer in 7.2",
        "move_pages_pte(), mm/userfaultfd.c",
        "read in 6.12, which does, in 7.2 and in 7.3",
    ),
    "move_retries_split": Switch(
        "UFFDIO_MOVE tries again if the folio could not be split, however long somebody else has a "
        "reference; newer kernels give up",
        "up to 7.2",
        "move_pages_pte(), later move_pages_ptes(), mm/userfaultfd.c",
        "read in 6.12 and 7.2, which do, and in 7.3",
    ),
}


# UFFDIO_MOVE as it was at first.
_FIRST_MOVE = {"move_waits_for_large": True, "move_looks_in_cache": False}


def _splitting_first(name: str) -> Kernel:
    moves = name == "v6.8"
    return Kernel(
        "none",
        f"{name}: reclaim splits a large folio that has no PMD mapping before it swaps it, "
        "and never passes TTU_SYNC.",
        splits_first=True,
        queues_unmapped=True,
        split_before_walk=True,
        map_all=False,
        zaps_runs=False,
        folds=False,
        moves_pages=moves,
        move_waits_for_large=moves,
        move_looks_in_cache=False,
        move_locks_rmap=moves,
        move_retries_split=moves,
    )


def _newest(name: str) -> Kernel:
    return Kernel(
        "ttu-sync",
        f"{name}: as v6.11, and the walk compares the PMD again under the PTL, and an mlocked VMA "
        "is walked to its end.",
        mlock_goes_on=True,
        batches=True,
        pmd_rechecked=True,
        gives_back=True,
        elides_flush=True,
        move_locks_rmap=False,
        move_retries_split=False,
    )


_V6_11 = Kernel(
    "ttu-sync",
    "v6.11 (the releases of details are not verified): reclaim passes TTU_SYNC for all large "
    "folios; a PMD mapping is split within the walk; a fault can map a whole folio.",
    **_FIRST_MOVE,
)
KERNELS: Mapping[str, Kernel] = {
    **{name: _splitting_first(name) for name in ("v6.1", "v6.6", "v6.8")},
    "rfc-base": Kernel(
        "none",
        "rfc-base: v6.10 without 73bc32875ee9, which is what the patch of March 2024 was written "
        "for. Large folios are swapped whole, and reclaim does not pass TTU_SYNC. No release is "
        "like this.",
        split_before_walk=True,
        map_all=False,
        **_FIRST_MOVE,
    ),
    "v6.10": Kernel(
        "ttu-sync-unless-deferred",
        "v6.10: large folios are swapped whole (5ed890ce5147), those on the deferred split list "
        "apart, and reclaim passes TTU_SYNC for large folios that are not on it (73bc32875ee9).",
        split_before_walk=True,
        map_all=False,
        **_FIRST_MOVE,
    ),
    "v6.11": _V6_11,
    "v6.12": replace(
        _V6_11,
        about="v6.12: reclaim passes TTU_SYNC for all large folios; a PMD mapping is split within "
        "the walk; a fault can map a whole folio.",
        move_waits_for_large=False,
        move_looks_in_cache=True,
    ),
    "v7.3": _newest("v7.3"),
    "latest": _newest("latest (the tree of the 7.x era)"),
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
