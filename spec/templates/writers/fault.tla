(***************************************************************************
 do_swap_page(), mm/memory.c: userspace reads a page whose PTE is a swap entry.

 The fault finds the folio in the swap cache and waits for the folio lock, which
 reclaim holds.  So no swap entry becomes present again while reclaim works on
 the folio.  If the folio has left the swap cache, the page is read from swap
 into another folio.

 The CPU picks any one page of its range.  A present PTE needs no fault; faults
 on PTEs that are neither present nor a swap entry are left out.  If all PTEs of
 the folio are swap entries, newer kernels map all of them in one fault; else
 each fault maps one PTE.

 Left out: writes, which may give slots back or copy the page; readahead, the exclusive
 bit, faults that drop mmap_lock and retry, devices with SWP_SYNCHRONOUS_IO.
 ***************************************************************************)
\* works on: fault_i, after fault_lookup up to fault_retry_put
\* folio lock: after fault_lock_folio up to fault_retry
\* fault: userspace reads a page; a swap entry costs a page fault
@{ fair }@ process (fault \in FAULT)
variables
    fault_i = 0;        \* the page at hand
    fault_left = TimesOf(self);
{
    \* handle_pte_fault(): ptep_get_lockless(), is it a swap entry?
    \* The choice of the page is made here and no earlier.
fault_load:
    with (i \in @{ chosen_by_fault }@) fault_i := i;
    if (pte[VmaOf(self)][fault_i] # "swap") goto fault_next;

    \* do_swap_page(): swap_cache_get_folio()
    \* A folio that is found gets a reference, so that it cannot be freed.
fault_lookup:
    if (fault_i \in swapcache) {
        refs[fault_i] := refs[fault_i] + 1;
        aux_extra_fault := aux_extra_fault \/ (unmap_fail /\ folio_lock = "nobody");
    }
    else goto fault_read;

    \* do_swap_page(): folio_lock_or_retry()
    \* Waits for reclaim, which has the folio lock.
fault_lock_folio:
    await folio_lock = "nobody";
    folio_lock := self;
    if (fault_i \notin swapcache) goto fault_retry;

    \* do_swap_page(): pte_offset_map_lock(), pte_same()
fault_lock:
    spin_lock(self, TableOf(VmaOf(self), fault_i));
    if (pte[VmaOf(self)][fault_i] # "swap") goto fault_missed;

    \* do_swap_page(): folio_add_anon_rmap_ptes()
fault_rmap:
    mapcount := [i \in Pages |->
        mapcount[i] + (IF i \in Mapped(VmaOf(self), fault_i) THEN 1 ELSE 0)];

    \* do_swap_page(): swap_free_nr()
fault_free:
    swap_count := [i \in Pages |->
        swap_count[i] - (IF i \in Mapped(VmaOf(self), fault_i) THEN 1 ELSE 0)];

    \* do_swap_page(): set_ptes()
    \* The swap entry becomes a PTE that maps the folio.  This store does not use set_pte(), so it
    \* checks the lock itself.
fault_set:
    aux_locked := aux_locked /\ ptl[TableOf(VmaOf(self), fault_i)] = self;
    aux_faulted := TRUE;
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union Mapped(VmaOf(self), fault_i);
    pte[VmaOf(self)] := [i \in Pages |->
        IF i \in Mapped(VmaOf(self), fault_i) THEN "present" ELSE pte[VmaOf(self)][i]];

    \* do_swap_page(): folio_free_swap()
    \* A read gives slots back only if swap is full, or the page is mlocked.
fault_free_swap:
    if (SwapIsFull \/ folio_mlocked \/ VmaOf(self) \in MLOCKED)
        swapcache := SwapCacheAfterFree(fault_i);

    \* do_swap_page(): pte_unmap_unlock()
fault_unlock:
    spin_unlock(self, TableOf(VmaOf(self), fault_i));

    \* do_swap_page(): folio_unlock()
    \* The reference that the fault had is now that of the mapping.
fault_put:
    folio_unlock(self);
    refs[fault_i] := refs[fault_i] - 1;
    goto fault_next;

    \* do_swap_page(): pte_unmap_unlock(), as another CPU has changed the PTE
fault_missed:
    spin_unlock(self, TableOf(VmaOf(self), fault_i));
@% if gives_back %@

    \* do_swap_page(): folio_free_swap()
    \* The PTE may have been the last that needed the slots.
fault_give_back:
    swapcache := SwapCacheAfterFree(fault_i);
@% endif %@

    \* do_swap_page(): folio_unlock()
fault_missed_unlock:
    folio_unlock(self);
    goto fault_missed_put;

    \* do_swap_page(): folio_unlock(), and the access faults again
    \* The folio has left the swap cache while the fault waited.
fault_retry:
    folio_unlock(self);
    goto fault_retry_put;

    \* do_swap_page(): folio_put(), as the PTE has changed
fault_missed_put:
    refs[fault_i] := refs[fault_i] - 1;
    goto fault_next;

    \* do_swap_page(): folio_put(), and the access faults again
fault_retry_put:
    refs[fault_i] := refs[fault_i] - 1;
    if (pte[VmaOf(self)][fault_i] = "swap") goto fault_lookup else goto fault_next;

    \* do_swap_page(): swapin_readahead(), then pte_offset_map_lock() and pte_same()
    \* The page is read into another folio.
fault_read:
    spin_lock(self, TableOf(VmaOf(self), fault_i));
    if (pte[VmaOf(self)][fault_i] # "swap") goto fault_read_unlock
    else swap_count[fault_i] := swap_count[fault_i] - 1;

    \* do_swap_page(): set_pte_at() of the other folio
fault_read_set:
    set_pte(self, VmaOf(self), fault_i, "other");
    aux_faulted := TRUE;
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {fault_i};

    \* do_swap_page(): pte_unmap_unlock()
fault_read_unlock:
    spin_unlock(self, TableOf(VmaOf(self), fault_i));

    \* do_swap_page(): return
fault_next:
    fault_i := 0;
    fault_left := fault_left - 1;
    if (fault_left > 0) goto fault_load;
}
