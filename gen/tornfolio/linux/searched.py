"""Says in which files of a tree definitions are looked for."""

from __future__ import annotations

__all__ = ["CALLERS", "FOLDERS", "NOT_IN_ALL", "SEARCHED"]

# Where definitions are looked for, in this order: a name that several files define is the first's.
SEARCHED = (
    "mm/page_vma_mapped.c",
    "mm/rmap.c",
    "mm/mprotect.c",
    "mm/memory.c",
    "mm/mremap.c",
    "mm/gup.c",
    "mm/internal.h",
    "mm/swap.h",
    "mm/util.c",
    "mm/pgtable-generic.c",
    "include/linux/rmap.h",
    "include/linux/mm.h",
    "include/linux/mm_types.h",
    "include/linux/pgtable.h",
    "include/linux/page-flags.h",
    "include/linux/pagemap.h",
    "include/linux/swap.h",
    "include/linux/swapops.h",
    "include/linux/leafops.h",
    "include/linux/huge_mm.h",
    "include/linux/mm_inline.h",
    "include/asm-generic/tlb.h",
    "arch/arm64/mm/contpte.c",
    "arch/arm64/include/asm/pgtable.h",
    "include/linux/list.h",
    "include/linux/vmstat.h",
    "include/linux/list_lru.h",
    "mm/list_lru.c",
    "mm/huge_memory.c",
    "mm/vmscan.c",
)
# The files whose functions come last, behind what the shim puts around what they call.
CALLERS = frozenset({"mm/vmscan.c"})
# Those of them that only some releases have; all others are in every tree that is whole.
NOT_IN_ALL = frozenset({"mm/swap.h", "include/linux/leafops.h", "arch/arm64/mm/contpte.c"})
# What of a tree is to be unpacked for all that.
FOLDERS = ("Makefile", "mm", "include", "arch/arm64")
