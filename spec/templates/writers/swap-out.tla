(***************************************************************************
 Reclaim of a page that was read back from swap: the swap allocator may give it
 the slot that it had before.

 It is one store with all that belongs to it, as nobody who meets the folio on
 its way through the swap cache is in this model.

 Left out: that the folio is in the swap cache until its I/O is done.
 ***************************************************************************)
\* swap_out: a page that was read back goes to swap again, to the same slot
@{ fair }@ process (swap_out \in SWAP_OUT)
variables
    swapout_i = 0;      \* the page at hand
    swapout_left = TimesOf(self);
{
    \* try_to_unmap_one(): the walk takes the PTL
    \* Which page it is going to be is open until here.
swapout_lock:
    with (i \in FirstOf(self)..LastOf(self)) swapout_i := i;
    spin_lock(self, TableOf(VmaOf(self), swapout_i));
    if (pte[VmaOf(self)][swapout_i] # "other") goto swapout_unlock;

    \* try_to_unmap_one(): set_pte_at() of the swap entry, and pageout()
    \* A slot that is in use, or kept by SWAP_HAS_CACHE, is not given to anybody.
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
