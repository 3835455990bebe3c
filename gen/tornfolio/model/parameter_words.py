"""The values of parameters that are words: flags, folios, writers ..., each with what it means."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CONTS", "FOLIOS", "GRANULARITIES", "SHORTAGES", "TTU_FLAGS", "WRITERS"]

# include/linux/rmap.h.  What a flag does is in the templates that ask for it; rules.py and apart.py
# say with what it cannot go together, no_effect.py where it changes nothing.
TTU_FLAGS: Mapping[str, str] = {
    "TTU_SYNC": "The walk takes the PTL before it looks at the first PTE (`PVMW_SYNC`).",
    "TTU_BATCH_FLUSH": "The TLB flush is left to `try_to_unmap_flush()`.",
    "TTU_SPLIT_HUGE_PMD": (
        "A PMD mapping is split into PTEs. A PMD-mapped folio cannot be unmapped without it."
    ),
    "TTU_IGNORE_MLOCK": "A VMA with `VM_LOCKED` is unmapped like any other.",
    "TTU_HWPOISON": (
        "A poisoned page gets a hwpoison entry. In the model only a hugetlb folio has such a page."
    ),
    "TTU_RMAP_LOCKED": (
        "The caller has taken the rmap lock. This changes nothing in the model, where the lock is "
        "held during the walk either way."
    ),
}
FOLIOS: Mapping[str, str] = {
    "anon": "Anonymous: it goes to swap.",
    "lazyfree": (
        "Anonymous after `MADV_FREE`: it is dropped without I/O, unless userspace has written "
        "to it."
    ),
    "file": "Clean and file-backed: its PTEs become none, and it is dropped without I/O.",
    "hugetlb": (
        "One hugetlb page. It is not reclaimed; memory failure unmaps it once. Needs `nr_pages=1`."
    ),
}
GRANULARITIES: Mapping[str, str] = {
    "fine": "Each store is a step.",
    "lock": (
        "Stores under a PTL are one step, if no other CPU can see the states between them. [How "
        "it grows](../growth.md) says what that leaves out."
    ),
}
# arch/arm64/mm/contpte.c
CONTS: Mapping[str, str] = {
    "off": "CONT bits are not followed. Only the contpte writer folds and unfolds blocks.",
    "bbm": (
        "PTEs have CONT bits, and a block that can be is folded in the beginning. Who changes a "
        "part of it unfolds it first: all of its PTEs are cleared, the TLB is flushed, and all are "
        "set again."
    ),
    "bbml3": (
        "As `bbm`, on a processor with BBML3, for which `v7.3` leaves out the flush between the "
        "clears and the stores."
    ),
}
SHORTAGES: Mapping[str, str] = {
    "swap_count": "Raising a swap count may fail, in the middle of the folio.",
    "swap_slots": (
        "There are no contiguous swap slots, so the folio is split before it goes to swap."
    ),
    "swap_space": (
        "Swap is full, so a folio that is kept gives back its slots if no PTE has one of its "
        "entries."
    ),
}
# One template each in spec/templates/writers.
WRITERS: Mapping[str, str] = {
    "collapse": (
        "khugepaged replaces the page table by a PMD entry of a huge folio, into which it copies "
        "what the PTEs map."
    ),
    "contpte": "Folds or unfolds any one CONT block by break-before-make (arm64).",
    "cow": "A write fault copies any one page. Its PTE leaves the folio.",
    "fault": "Userspace touches any one page. If its PTE is a swap entry, that costs a page fault.",
    "gup": "GUP-fast pins any one page for a while.",
    "madv-free": "`MADV_FREE` makes a range clean, PTE by PTE, before the folio becomes lazyfree.",
    "madvise": "`MADV_PAGEOUT` or `MADV_FREE` splits the folio.",
    "mremap": "`mremap()` moves the PTEs to the next VMA, or from the last VMA to the one before.",
    "numa": "A NUMA-hinting fault rebuilds any one PTE.",
    "protect": "Changes the protection PTE by PTE: mprotect, userfaultfd, NUMA scan.",
    "protect-batched": "Like `protect`, but as newer kernels do it: a whole run is cleared first.",
    "shrinker": "The shrinker splits a folio that is on the deferred split list.",
    "split-pmd": "Another CPU splits the PMD mapping.",
    "store": "Userspace writes to any one page of a lazyfree folio.",
    "swap-in": "A write fault reads a page back without the swap cache, and stores to it.",
    "swap-out": "A page that `swap-in` has read back goes to swap again, to the same slot.",
    "uffd-move": (
        "UFFDIO_MOVE moves pages one by one to the next VMA, or from the last VMA to the one "
        "before. A large folio is split first."
    ),
    "user": "Userspace stores to any one page through a translation in its TLB.",
    "writeback": "Writeback makes a file folio clean: it flushes and write-protects its PTEs.",
    "zap": (
        "Userspace unmaps the range, by runs of PTEs since v6.9. The map counts drop after the "
        "clear. The PTL may be released between runs."
    ),
}
