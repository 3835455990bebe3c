(***************************************************************************
 Reclaim of a page that was read back from swap: the swap allocator may give it
 the slot that it had before.

 The store, the count and the I/O are one step, as no CPU of this model looks at
 the folio on its way through the swap cache.

 Left out: the folio is in the swap cache until its I/O is done.
 ***************************************************************************)
\* swap_out: a page that was read back goes to swap again, to the same slot
@{ fair }@ process (swap_out \in SWAP_OUT)
variables
    swapout_i = 0;      \* the page at hand
    swapout_left = TimesOf(self);
{
    \* try_to_unmap_one(): the walk takes the PTL
    \* The choice of the page is made here and no earlier.
swapout_lock:
    with (i \in FirstOf(self)..LastOf(self)) swapout_i := i;
    spin_lock(self, TableOf(VmaOf(self), swapout_i));
    if (pte[VmaOf(self)][swapout_i] # "other") goto swapout_unlock;

    \* try_to_unmap_one(): set_pte_at() of the swap entry, and pageout()
    \* The allocator hands out no slot that is in use or that SWAP_HAS_CACHE holds.
swapout_set:
    if (swap_count[swapout_i] = 0 /\ swapout_i \notin slot_held) {
        set_pte(self, VmaOf(self), swapout_i, "swap");
        swap_count[swapout_i] := 1;
        slot_data[swapout_i] := page_data[swapout_i];
    };

    \* page_vma_mapped_walk_done(): spin_unlock()
swapout_unlock:
    spin_unlock(self, TableOf(VmaOf(self), swapout_i));
    swapout_i := 0;
    swapout_left := swapout_left - 1;
    if (swapout_left > 0) goto swapout_lock;
}
