(***************************************************************************
 zap_pte_range(), mm/memory.c, over a range: munmap(), MADV_DONTNEED or exit.
 This is userspace's own unmap: the PTEs stay none for good.

 Since v6.9 a run of present PTEs of the large folio is cleared, one store after
 the other, and then all of its map counts drop at once, under the same PTL; of
 a run of swap entries all counts drop before the first PTE is cleared.  Before,
 each PTE is a run.  The PTL may be released between two runs (need_resched()).

 The references of what was mapped are kept in struct mmu_gather and drop at the
 very end, after the TLB flush.  Until then the folio can be neither split nor
 freed, although nobody may map it any more.

 A PMD-mapped VMA is unmapped by zap_huge_pmd() if the range is all of it; else
 its PMD is split first.  In the newest kernels a page table that is zapped as a
 whole is freed (MADV_DONTNEED with CONFIG_PT_RECLAIM): at once if the PTL was
 held from the first PTE on and the PMD lock is free, else after another look at
 all PTEs under both locks.
 A zap of a part of a folded CONT block (arm64) unfolds that first, before the
 first PTE of the run is cleared: the whole block is none for a moment.  That is
 modelled where CONT bits are followed (parameter cont).

 Left out: what ends a run that the model's PTEs do not have, such as another
 protection; a gather that is full; free_swap_cache(), by which the gather may
 give back the slots of a folio that nobody maps; file folios whose rmap is
 dropped after the flush.
 ***************************************************************************)
\* zap: userspace unmaps a range
@{ fair }@ process (zap \in ZAP)
variables
    zap_i = FirstOf(self);      \* the PTE at hand
    zap_first = FirstOf(self);  \* the first PTE of its run
    zap_gathered = {};          \* struct mmu_gather: pages whose references wait for the flush
    zap_left = TimesOf(self);
@% if frees_tables %@
    zap_direct = TRUE;          \* direct_reclaim: the PTL has been held since the first PTE
@% endif %@
{
@% if pmd %@@% include "zap_pmd.tla" %@@% endif %@

    \* zap_pte_range(): pte_offset_map_lock()
zap_lock:
    spin_lock(self, TableOf(VmaOf(self), zap_i));
@% if tlb %@@% include "zap_flush_pending.tla" %@@% endif %@
@% if cont %@@% include "zap_unfold.tla" %@@% endif %@

    \* zap_pte_range(): ptep_get_and_clear_full() of a present PTE; a swap entry returns its count
@% if runs %@@% include "merged/zap_pte.tla" %@@% else %@
    \* One PTE of the run is none for good; free_swap_and_cache() drops the counts before that.
zap_pte:
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {zap_i};
    if (pte[VmaOf(self)][zap_i] = "present") {
        set_pte(self, VmaOf(self), zap_i, "none");
        aux_pending := aux_pending \union {<<self, zap_i>>};
        if (GoesOn(VmaOf(self), zap_i, @{ last_of_zap }@, "present")) {
            zap_i := zap_i + 1;
            goto zap_pte;
        }
    }
    else if (pte[VmaOf(self)][zap_i] = "swap") {
        swap_count[zap_i] := swap_count[zap_i] - 1;
        if (GoesOn(VmaOf(self), zap_i, LastOf(self), "swap")) {
            zap_i := zap_i + 1;
            goto zap_pte;
        }
        else goto zap_swap;
    }
    else {
        \* Another page, or a migration entry, whose map count is dropped already.
        if (pte[VmaOf(self)][zap_i] # "none") set_pte(self, VmaOf(self), zap_i, "none");
        goto zap_next;
    };
@% if tlb and folio == "file" %@@% include "zap_flush_rmap.tla" %@@% endif %@

    \* zap_pte_range(): folio_remove_rmap_pte(), for a run folio_remove_rmap_ptes()
    \* The references go to the gather: more than the mappings account for from now on.
zap_rmap:
    @{ zap_remove_rmap }@;
    refs := [i \in Pages |-> refs[i] + (IF zap_first <= i /\ i <= zap_i THEN 1 ELSE 0)];
    zap_gathered := zap_gathered \union zap_first..zap_i;
    aux_pending := {p \in aux_pending : p[1] # self};
    goto zap_next;

    \* zap_pte_range(): pte_clear_not_present_full() of a swap entry
zap_swap:
    set_pte(self, VmaOf(self), zap_first, "none");
    if (zap_first < zap_i) {
        zap_first := zap_first + 1;
        goto zap_swap;
    };
@% endif %@

    \* zap_pte_range(): the next PTE, or need_resched()
zap_next:
    zap_i := zap_i + 1;
    zap_first := zap_i;
    if (zap_i <= LastOf(self) /\ zap_i # STRADDLE)
        either goto @{ "zap_run" if cont else "zap_pte" }@;
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
    else {
        zap_i := FirstOf(self);
        zap_first := FirstOf(self);
    };
@% if frees_tables %@@% include "zap_free_table.tla" %@@% endif %@
@% if tlb %@@% include "zap_finish_flush.tla" %@@% endif %@

    \* tlb_finish_mmu(): free_pages_and_swap_cache(), the references of the gather
    \* Those of one folio at once: of the large one, or of a page after a split.
zap_finish_free:
    with (pages = IF split THEN {i \in zap_gathered : \A j \in zap_gathered : i <= j}
                  ELSE zap_gathered) {
        refs := [i \in Pages |-> refs[i] - (IF i \in pages THEN 1 ELSE 0)];
        zap_gathered := zap_gathered \ pages;
    };
    if (zap_gathered # {}) goto zap_finish_free;
@% if tlb %@@% include "zap_returned.tla" %@@% endif %@

    \* zap_pte_range(): return
zap_done:
    zap_left := zap_left - 1;
@% if frees_tables %@
    zap_direct := TRUE;
@% endif %@
    if (zap_left > 0) goto @{ "zap_pmd_lock" if pmd else "zap_lock" }@;
}
