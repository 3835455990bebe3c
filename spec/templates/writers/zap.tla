(***************************************************************************
 zap_pte_range(), mm/memory.c, over a range: munmap(), MADV_DONTNEED or exit.
 This is userspace's own unmap: the PTEs stay none for good.  The map count
 drops after the clear, under the same PTL, and the PTL may be released between
 any two PTEs (need_resched()).

 A PMD-mapped VMA is unmapped by zap_huge_pmd() if the range is all of it; else
 its PMD is split first.  In the newest kernels a page table that is zapped as a
 whole is freed (MADV_DONTNEED with CONFIG_PT_RECLAIM): at once if the PTL was
 held from the first PTE on and the PMD lock is free, else after another look at
 all PTEs under both locks.
 Newer kernels clear a run of PTEs of one folio in one call, still one store
 after the other.  A zap of a part of a folded CONT block (arm64) unfolds that
 first: the whole block is none for a moment.  Only the contpte writer models
 that.

 Left out: the TLB flush and the freeing of pages after it; file folios
 whose rmap is dropped after the flush.
 ***************************************************************************)
\* zap: userspace unmaps a range
@{ fair }@ process (zap \in ZAP)
variables
    zap_i = FirstOf(self);      \* the PTE at hand
    zap_left = TimesOf(self);
@% if tlb %@
    zap_gathered = {};          \* struct mmu_gather: pages whose references wait for the flush
@% endif %@
@% if frees_tables %@
    zap_direct = TRUE;          \* direct_reclaim: the PTL has been held since the first PTE
@% endif %@
{
@% if pmd %@@% include "zap_pmd.tla" %@@% endif %@

    \* zap_pte_range(): pte_offset_map_lock()
zap_lock:
    spin_lock(self, TableOf(VmaOf(self), zap_i));
@% if tlb %@@% include "zap_flush_pending.tla" %@@% endif %@

    \* zap_pte_range(): ptep_get_and_clear_full() of a present PTE; a swap entry returns its count
    \* One PTE is none for good; free_swap_and_cache() drops the count of a slot before that.
zap_pte:
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {zap_i};
    if (pte[VmaOf(self)][zap_i] = "present") {
        set_pte(self, VmaOf(self), zap_i, "none");
        aux_pending := aux_pending \union {<<self, zap_i>>};
@% if tlb %@@% include "zap_gather.tla" %@@% endif %@
    }
    else if (pte[VmaOf(self)][zap_i] = "swap") {
        swap_count[zap_i] := swap_count[zap_i] - 1;
        goto zap_swap;
    }
    else {
        \* Another page, or a migration entry, whose map count is dropped already.
        if (pte[VmaOf(self)][zap_i] # "none") set_pte(self, VmaOf(self), zap_i, "none");
        goto zap_next;
    };
@% if tlb and folio == "file" %@@% include "zap_flush_rmap.tla" %@@% endif %@

    \* zap_pte_range(): folio_remove_rmap_pte()
zap_rmap:
    folio_remove_rmap(self, zap_i);
    aux_pending := aux_pending \ {<<self, zap_i>>};
    goto zap_next;

    \* zap_pte_range(): pte_clear_not_present_full() of the swap entry
zap_swap:
    set_pte(self, VmaOf(self), zap_i, "none");

    \* zap_pte_range(): the next PTE, or need_resched()
zap_next:
    zap_i := zap_i + 1;
    if (zap_i <= LastOf(self) /\ zap_i # STRADDLE)
        either goto zap_pte;
@% if frees_tables %@
        or zap_direct := FALSE;
@% else %@
        or skip;
@% endif %@
@% if frees_tables %@@% include "zap_free_direct.tla" %@@% endif %@

    \* zap_pte_range(): pte_unmap_unlock()
    \* The end of the range or of a page table, or need_resched() in the middle.
zap_unlock:
    spin_unlock(self, TableOf(VmaOf(self), zap_i - 1));
    if (zap_i <= LastOf(self)) goto zap_lock
    else zap_i := FirstOf(self);
@% if frees_tables %@@% include "zap_free_table.tla" %@@% endif %@
@% if tlb %@@% include "zap_finish.tla" %@@% endif %@

    \* zap_pte_range(): return
zap_done:
    zap_left := zap_left - 1;
@% if frees_tables %@
    zap_direct := TRUE;
@% endif %@
    if (zap_left > 0) goto @{ "zap_pmd_lock" if pmd else "zap_lock" }@;
}
