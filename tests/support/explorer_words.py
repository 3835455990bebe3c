"""The words that parameters of the explorer can be, what a writer is, and other small things."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

KERNELS = ("v6.8", "rfc-base", "v6.10", "v6.11", "latest")
POLICIES = (
    *("none", "ttu-sync", "ttu-sync-unless-deferred", "give-up"),
    *("marker", "marker-only", "batch", "anon-batch"),
)
DEFAULT_POLICY: Mapping[str, str] = {
    **dict.fromkeys(("v6.8", "rfc-base"), "none"),
    "v6.10": "ttu-sync-unless-deferred",
    **dict.fromkeys(("v6.11", "latest"), "ttu-sync"),
}
ZAPS_ONE_BY_ONE = ("v6.8",)  # zap_pte_range() before v6.9
SPLIT_BEFORE_WALK = ("v6.8", "rfc-base", "v6.10")  # what TTU_SPLIT_HUGE_PMD does there
TTU_FLAGS = frozenset(
    {
        *("TTU_SYNC", "TTU_BATCH_FLUSH", "TTU_IGNORE_MLOCK", "TTU_RMAP_LOCKED"),
        "TTU_SPLIT_HUGE_PMD",
    }
)
FOLIOS = ("anon", "lazyfree", "file", "hugetlb")
SHORTAGES = frozenset({"swap_count", "swap_slots", "swap_space"})

WRITER_KINDS = (
    *("contpte", "protect", "protect-batched", "numa", "cow", "zap", "mremap"),
    *("gup", "fault", "store", "shrinker", "madvise", "split-pmd", "collapse", "uffd-move"),
)
PMD_KINDS = (
    *("protect", "protect-batched", "numa", "contpte", "zap", "split-pmd"),
    *("shrinker", "gup"),
)
HUGETLB_KINDS = ("contpte", "protect", "zap")


@dataclass(frozen=True)
class Writer:
    """One CPU beside reclaim: what it does, to which PTEs of which VMA, and how many times."""

    kind: str
    vma: int = 1
    first: int = 0
    last: int | None = None
    times: int = 1


class Conversion(NamedTuple):
    """contpte_convert() of a block: the PTE at hand, and what is to be stored."""

    vma: int
    pte: int
    sets: bool = False  # the PTEs are set; before, they are cleared
    folds: bool = False  # they get the CONT bit


def changed(counts: tuple[int, ...], page: int, by: int) -> tuple[int, ...]:
    """Change one count."""
    return (*counts[:page], counts[page] + by, *counts[page + 1 :])
