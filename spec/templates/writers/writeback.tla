(***************************************************************************
 folio_clear_dirty_for_io(), mm/page-writeback.c: writeback makes a dirty file
 folio clean before it writes it.  If the folio is mapped, folio_mkclean() first
 flushes and write-protects its PTEs, so that the next store takes a fault.  Nobody
 can write to a folio that is not mapped.

 It works on the VMA and the PTEs that it is given, under the folio lock.

 Left out: the I/O, and everything of page_vma_mapped_walk() but the PTL, which
 PVMW_SYNC takes before it looks at a PTE.
 ***************************************************************************)
\* folio lock: after writeback_lock_folio up to writeback_unlock
\* writeback: makes a file folio clean
@{ fair }@ process (writeback \in WRITEBACK)
variables
    writeback_i = FirstOf(self);    \* the PTE at hand
    writeback_left = TimesOf(self);
{
    \* writeback_iter(): folio_lock()
writeback_lock_folio:
    await folio_lock = "nobody";
    folio_lock := self;

    \* folio_mkclean(): folio_mapped()
    \* A folio that has left the page cache is left alone.  One that is not mapped is made clean.
writeback_mapped:
    if (reclaimed # {}) goto writeback_unlock
    else if (~FolioMapped) {
        aux_cleaned := Pages;
        goto writeback_unlock;
    };

    \* page_vma_mapped_walk(): pte_offset_map_lock() with PVMW_SYNC, for page_mkclean_one()
writeback_lock:
    spin_lock(self, TableOf(VmaOf(self), writeback_i));

    \* page_vma_mkclean_one(): ptep_clear_flush()
writeback_clear:
    if (pte[VmaOf(self)][writeback_i] # "present") goto writeback_next
    else {
        set_pte(self, VmaOf(self), writeback_i, @{ cleared }@);
        flush_tlb(VmaOf(self));
    };

    \* page_vma_mkclean_one(): set_pte_at() of the old PTE, clean and without its write bit
writeback_set:
    set_pte(self, VmaOf(self), writeback_i, "present");
    aux_cleaned := aux_cleaned \union {writeback_i};

    \* page_vma_mapped_walk(): the next PTE, or spin_unlock()
writeback_next:
    if (writeback_i < LastOf(self) /\ writeback_i + 1 # STRADDLE) {
        writeback_i := writeback_i + 1;
        goto writeback_clear;
    }
    else spin_unlock(self, TableOf(VmaOf(self), writeback_i));

    \* page_vma_mapped_walk(): restart at the next page table
writeback_table:
    if (writeback_i < LastOf(self)) {
        writeback_i := writeback_i + 1;
        goto writeback_lock;
    }
    else writeback_i := FirstOf(self);

    \* writeback_iter(): folio_unlock()
writeback_unlock:
    folio_unlock(self);
    writeback_left := writeback_left - 1;
    if (writeback_left > 0) goto writeback_lock_folio;
}
