(***************************************************************************
 do_swap_page(), mm/memory.c: userspace touches a page whose PTE is a swap entry.

 The fault finds the folio in the swap cache and waits for the folio lock, which
 reclaim holds.  So no swap entry becomes present again while reclaim works on
 the folio.  If the folio has left the swap cache, the page is read from swap
 into another folio.

 The CPU picks any one page of its range.  A present PTE needs no fault; faults
 on PTEs that are neither present nor a swap entry are left out.  If all PTEs of
 the folio are swap entries, newer kernels map all of them in one fault; else
 each fault maps one PTE.

 Left out: readahead, the exclusive bit, faults that drop mmap_lock and retry.
 ***************************************************************************)
\* works on: fault_i, after fault_lookup up to fault_retry
\* folio lock: after fault_lock_folio up to fault_retry
\* fault: userspace touches a page; a swap entry costs a page fault
@{ fair }@ process (fault \in FAULT)
variables
    fault_i = 0;        \* the page at hand
    fault_left = TimesOf(self);
{
    \* handle_pte_fault(): ptep_get_lockless(), is it a swap entry?
    \* The choice of the page is made here and no earlier.
fault_load:
    with (i \in FirstOf(self)..LastOf(self)) fault_i := i;
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
    if (pte[VmaOf(self)][fault_i] # "swap") goto fault_unlock;

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
    \* The folio leaves the swap cache only if the count of every slot is zero.
fault_free_swap:
    with (folio = IF split THEN {fault_i} ELSE Pages)
        if (\A i \in folio : swap_count[i] = 0) swapcache := swapcache \ folio;

    \* do_swap_page(): pte_unmap_unlock()
fault_unlock:
    spin_unlock(self, TableOf(VmaOf(self), fault_i));

    \* do_swap_page(): folio_unlock(), folio_put()
fault_put:
    folio_unlock(self);
    refs[fault_i] := refs[fault_i] - 1;
    goto fault_next;

    \* do_swap_page(): folio_unlock(), folio_put(), and the access faults again
    \* The folio has left the swap cache while the fault waited.
fault_retry:
    folio_unlock(self);
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
