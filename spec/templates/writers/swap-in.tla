(***************************************************************************
 do_swap_page(), mm/memory.c, for a device with SWP_SYNCHRONOUS_IO: a page whose
 slot has one user is read into a new folio that does not enter the swap cache.
 Userspace then stores to it, as this is a write fault.

 swapcache_prepare() holds the slot meanwhile: nobody else reads from it, and the
 allocator does not hand it out.  Of the new folio the model knows only the data;
 a PTE that maps it has the value other.

 Left out: a folio found in the swap cache, which the fault writer models; a
 swap count above one; several pages in one fault.  Since 7.0 no swap-in bypasses
 the swap cache.
 ***************************************************************************)
\* swap_in: a write fault reads a page back, past the swap cache
@{ fair }@ process (swap_in \in SWAP_IN)
variables
    swapin_i = 0;       \* the page at hand
    swapin_data = 0;    \* what was read from its slot
    swapin_left = TimesOf(self);
{
    \* do_swap_page(): swap_cache_get_folio(), which finds nothing, and __swap_count() = 1
    \* The choice of the page is made here and no earlier.
swapin_load:
    with (i \in FirstOf(self)..LastOf(self)) swapin_i := i;
    if (pte[VmaOf(self)][swapin_i] # "swap" \/ swapin_i \in swapcache
            \/ swap_count[swapin_i] # 1)
        goto swapin_next;

    \* do_swap_page(): swapcache_prepare()
    \* If another CPU is reading that slot, or the slot is free, the fault will be retried.
swapin_prepare:
    if (swapin_i \in slot_held \/ swap_count[swapin_i] = 0) goto swapin_next
    else slot_held := slot_held \union {swapin_i};

    \* do_swap_page(): swap_readpage()
swapin_read:
    swapin_data := slot_data[swapin_i];

    \* do_swap_page(): pte_offset_map_lock(), pte_same()
    \* pte_same() cannot tell whether the slot was freed and used again: the swap entry is the same.
swapin_lock:
    spin_lock(self, TableOf(VmaOf(self), swapin_i));
    if (pte[VmaOf(self)][swapin_i] # "swap") goto swapin_unlock;

    \* do_swap_page(): swap_free()
swapin_free:
    swap_count[swapin_i] := swap_count[swapin_i] - 1;

    \* do_swap_page(): set_pte_at()
swapin_set:
    set_pte(self, VmaOf(self), swapin_i, "other");
    page_data[swapin_i] := swapin_data;
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {swapin_i};

    \* do_swap_page(): pte_unmap_unlock()
swapin_unlock:
    spin_unlock(self, TableOf(VmaOf(self), swapin_i));

    \* do_swap_page(): swapcache_clear()
swapin_clear:
    slot_held := slot_held \ {swapin_i};

    \* userspace(): a store to the page, if that is still mapped
swapin_store:
    if (pte[VmaOf(self)][swapin_i] = "other") {
        last_store[swapin_i] := last_store[swapin_i] + 1;
        page_data[swapin_i] := last_store[swapin_i];
    };

    \* do_swap_page(): return
swapin_next:
    swapin_i := 0;
    swapin_data := 0;
    swapin_left := swapin_left - 1;
    if (swapin_left > 0) goto swapin_load;
}
