(***************************************************************************
 madvise_free_pte_range(), mm/madvise.c: MADV_FREE clears the dirty bits of a
 range, PTE by PTE.  As a PTE is cleared and set again, it is none meanwhile.

 The folio becomes lazyfree only later, when the batch of folio_mark_lazyfree()
 is drained.  Before that, reclaim may find it swapbacked and clean.  Scenarios
 with folio = lazyfree model what comes afterwards.

 Left out: MADV_FREE frees swap entries; it splits a folio that the range covers
 in part, which the madvise writer models.
 ***************************************************************************)
\* madv_free: MADV_FREE makes a range clean
@{ fair }@ process (madv_free \in MADV_FREE)
variables
    madvfree_i = FirstOf(self);     \* the PTE at hand
    madvfree_left = TimesOf(self);
{
    \* madvise_free_pte_range(): pte_offset_map_lock()
madvfree_lock:
    spin_lock(self, TableOf(VmaOf(self), madvfree_i));

    \* clear_young_dirty_ptes(): ptep_get_and_clear()
    \* A present PTE is cleared; any other PTE is skipped.
madvfree_clear:
    if (pte[VmaOf(self)][madvfree_i] # "present") goto madvfree_next
    else set_pte(self, VmaOf(self), madvfree_i, @{ cleared }@);

    \* clear_young_dirty_ptes(): set_pte_at() of the old PTE, clean
    \* MADV_FREE also clears the dirty flag of the folio, under the folio lock.  Here that flag is
    \* not set before reclaim gathers the dirty bits.
madvfree_set:
    set_pte(self, VmaOf(self), madvfree_i, "present");
    pte_dirty := pte_dirty \ {madvfree_i};

    \* madvise_free_pte_range(): the next PTE
madvfree_next:
    madvfree_i := madvfree_i + 1;
    if (madvfree_i <= LastOf(self) /\ madvfree_i # STRADDLE) goto madvfree_clear;

    \* madvise_free_pte_range(): pte_unmap_unlock()
    \* The end of the range, or of a page table.
madvfree_unlock:
    spin_unlock(self, TableOf(VmaOf(self), madvfree_i - 1));
    if (madvfree_i <= LastOf(self)) goto madvfree_lock
    else {
        madvfree_i := FirstOf(self);
        madvfree_left := madvfree_left - 1;
        if (madvfree_left > 0) goto madvfree_lock;
    };
}
