    \* The PTE maps the copy at once, unless it is the one at which the walk looks next: nobody else
    \* looks without the PTL.  The map count is another step: reclaim reads it without the PTL, and
    \* may find a folio mapped that no PTE maps any more.  A PTE that is not present any more costs
    \* no step for the lock, under which nothing would change.
cow_lock:
    await ptl[TableOf(VmaOf(self), cow_i)] = "nobody";
    if (pte[VmaOf(self)][cow_i] # "present") goto cow_put
    else {
        ptl[TableOf(VmaOf(self), cow_i)] := self;
        if (cow_i \notin LooksAt(VmaOf(self), vma, addr, pvmw_ptl)) {
            set_ptes(self, VmaOf(self), cow_i, cow_i, "other");
            aux_pending := aux_pending \union {<<self, cow_i>>};
            aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {cow_i};
            goto cow_rmap;
        };
    };

    \* wp_page_copy(): ptep_clear_flush()
cow_clear:
    set_pte(self, VmaOf(self), cow_i, "none");
    aux_pending := aux_pending \union {<<self, cow_i>>};
    aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union {cow_i};

    \* wp_page_copy(): set_pte_at() of the copy
cow_set:
    set_pte(self, VmaOf(self), cow_i, "other");

    \* wp_page_copy(): folio_remove_rmap_pte() of the old page
    \* The PTL drops in the same step: what comes after the map count needs no lock.
cow_rmap:
    folio_remove_rmap(self, cow_i);
    aux_pending := aux_pending \ {<<self, cow_i>>};
    spin_unlock(self, TableOf(VmaOf(self), cow_i));
