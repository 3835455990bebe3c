"""Names in the conditions of a kernel that are known to be undefined here, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["UNSET", "is_unset"]

# Of all names that decide text which runs of a release that was read, and that nothing defines.
UNSET: Mapping[str, str] = {
    "CONFIG_ARCH_ENABLE_THP_MIGRATION": "migration entries in a PMD are outside the scope",
    "CONFIG_DEBUG_LIST": "checks of lists, which change none",
    "CONFIG_DEVICE_PRIVATE": "memory of devices is outside the scope",
    "CONFIG_FIND_NORMAL_PAGE": "a member of a structure that nothing here calls",
    "CONFIG_GUP_GET_PTE_LOW_HIGH": "an entry is one word of 64 bits",
    "CONFIG_GUP_GET_PXX_LOW_HIGH": "an entry is one word of 64 bits",
    "CONFIG_HIGHPTE": "page tables are always mapped in a kernel of 64 bits",
    "CONFIG_KSM": "no page is shared by its contents",
    "CONFIG_LIST_HARDENED": "checks of lists, which change none",
    "CONFIG_LRU_GEN": "which folios reclaim looks at is given",
    "CONFIG_MEMCG": "there is one group of memory",
    "CONFIG_MEMORY_FAILURE": "no page is broken",
    "CONFIG_MEM_SOFT_DIRTY": "an entry has no soft-dirty bit",
    "CONFIG_MM_ID": "whether one mm alone maps a folio is told from its pages",
    "CONFIG_NO_PAGE_MAPCOUNT": "each page has a count, by CONFIG_PAGE_MAPCOUNT",
    "CONFIG_PREEMPTION": "asked for beside CONFIG_SMP alone, which is set",
    "CONFIG_PREEMPT_RCU": "read-side sections of RCU do nothing here",
    "CONFIG_PTE_MARKER": "userfaultfd is outside the scope",
    "CONFIG_PTE_MARKER_UFFD_WP": "userfaultfd is outside the scope",
    "CONFIG_USERFAULTFD": "userfaultfd is outside the scope",
    "SPLIT_RSS_COUNTING": "counts of the pages of an mm are not kept",
    "__ASSEMBLER__": "the text is C",
    "__ASSEMBLY__": "the text is C",
    "__GENERATING_BOUNDS_H": "the text is no table of constants",
}
# A generic function stands aside for an architecture's own; the shim's architecture has few.
_OF_ARCHITECTURES = "__HAVE_ARCH_"


def is_unset(name: str) -> bool:
    """Tell whether it is known that a name is undefined, and why that is as it should be."""
    return name in UNSET or name.startswith(_OF_ARCHITECTURES)
