(***************************************************************************
 collapse_huge_page(), mm/khugepaged.c: khugepaged replaces a page table by a PMD
 entry that maps another, huge folio, into which it copies what the PTEs map.

 mmap_lock, held for writing, keeps every CPU out that works on PTEs of this mm,
 and the rmap lock the walk of reclaim.  GUP-fast takes neither.  So the PMD entry
 is withdrawn first, and the folio's references are counted after that: who has
 pinned a page before keeps the folio where it is, and the page table is put back;
 who pins one later, through the page table that it has found before, finds the
 PMD changed and drops the pin.

 From the isolation of the folio on, its lock keeps reclaim out.  A folio that has
 lost its last mapping, and to which nobody has a reference, is freed.  As the
 reference alone keeps it, GUP's reference and pin are two steps here.

 Left out: the interrupt of tlb_remove_table_sync_one(), which newer kernels wait
 for and which keeps GUP-fast out of a page table that has been withdrawn: without
 it, all rests on the PMD that GUP-fast compares.  The PTL is dropped and taken
 again between two PTEs or runs, of a page table that nobody else can lock.  In
 6.12 the map counts drop page by page, which may put a folio on the deferred split
 list that is about to be freed.  Swap entries are not read back first; PTEs that
 are none or map other pages; a copy that meets poisoned memory; folios that are
 smaller than the PMD entry (7.3); the limits that khugepaged has, and its look at
 the accessed bits.
 ***************************************************************************)
\* works on: 0, after collapse_rmap_unlock up to collapse_putback
\* folio lock: after collapse_rmap_unlock up to collapse_putback
\* collapse: khugepaged replaces the page table by a PMD entry of a huge folio
@{ fair }@ process (collapse \in COLLAPSE)
variables
    collapse_i = 0;     \* the PTE at hand
    collapse_left = TimesOf(self);
{
    \* collapse_huge_page(): mmap_write_lock()
collapse_mmap_lock:
    await mmap_lock[VmaOf(self)] = "nobody";
    mmap_lock[VmaOf(self)] := self;

    \* collapse_huge_page(): anon_vma_lock_write(), after check_pmd_still_valid()
    \* Only this CPU changes the PMD.  Where it has done so before, nothing is left to do.
collapse_rmap_lock:
    if (pmd[VmaOf(self)] # "table") goto collapse_mmap_unlock
    else {
        await rmap_lock = "nobody";
        rmap_lock := self;
    };

    \* collapse_huge_page(): pmd_lock()
collapse_pmd_lock:
    await pmd_lock[VmaOf(self)] = "nobody";
    pmd_lock[VmaOf(self)] := self;

    \* collapse_huge_page(): pmdp_collapse_flush()
    \* The page table is withdrawn.  GUP-fast may have found it before, and reads its PTEs.
collapse_withdraw:
    set_pmd(self, VmaOf(self), "none");

    \* collapse_huge_page(): spin_unlock() of the PMD lock
collapse_pmd_unlock:
    pmd_unlock(self, VmaOf(self));

    \* collapse_huge_page(): pte_offset_map_lock() of the withdrawn page table
collapse_lock:
    spin_lock(self, TableOf(VmaOf(self), 0));

    \* __collapse_huge_page_isolate(): folio_trylock(), once all PTEs are found present
collapse_trylock:
    if (folio_lock # "nobody" \/ \E i \in Pages : pte[VmaOf(self)][i] # "present")
        goto collapse_isolated
    else folio_lock := self;

    \* __collapse_huge_page_isolate(): folio_expected_ref_count(), folio_ref_count()
    \* Somebody else has a reference, which may be a pin: this folio stays.
collapse_count:
    if (ExtraRefs) folio_unlock(self);

    \* collapse_huge_page(): spin_unlock() of the withdrawn page table
collapse_isolated:
    spin_unlock(self, TableOf(VmaOf(self), 0));
    if (folio_lock = self) goto collapse_rmap_unlock;

    \* collapse_huge_page(): spin_lock() of the PMD lock, for what cannot be collapsed
collapse_back_lock:
    await pmd_lock[VmaOf(self)] = "nobody";
    pmd_lock[VmaOf(self)] := self;

    \* collapse_huge_page(): pmd_populate(), and spin_unlock() of the PMD lock
    \* The page table is put back as it was.
collapse_back:
    set_pmd(self, VmaOf(self), "table");
    pmd_lock[VmaOf(self)] := "nobody";

    \* collapse_huge_page(): anon_vma_unlock_write()
    \* A folio that is isolated and locked is left alone by reclaim.
collapse_rmap_unlock:
    rmap_unlock(self);
    if (folio_lock # self) goto collapse_mmap_unlock;

    \* __collapse_huge_page_copy(): copy_mc_user_highpage() of each page
    \* The huge folio has what the pages hold now.  What is written to them later is lost.
collapse_copy:
    skip;

    \* __collapse_huge_page_copy_succeeded(): spin_lock() of the withdrawn page table
collapse_clear_lock:
    spin_lock(self, TableOf(VmaOf(self), 0));

    \* __collapse_huge_page_copy_succeeded(): clear_ptes(), in 6.12 ptep_clear()
collapse_clear:
    set_pte(self, VmaOf(self), collapse_i, "none");
    if (collapse_i < NR_PAGES - 1) {
        collapse_i := collapse_i + 1;
        goto collapse_clear;
    };

    \* __collapse_huge_page_copy_succeeded(): folio_remove_rmap_ptes()
collapse_rmap:
    folio_remove_rmap_ptes(self, 0, NR_PAGES - 1);

    \* __collapse_huge_page_copy_succeeded(): spin_unlock() of the withdrawn page table
collapse_clear_unlock:
    spin_unlock(self, TableOf(VmaOf(self), 0));
    collapse_i := 0;

    \* __collapse_huge_page_copy_succeeded(): folio_unlock(), free_swap_cache(), folio_putback_lru()
    \* Before it is back on the LRU, reclaim does not find the folio, so that this is one step.
    \* With its last mapping went its last reference, unless somebody else has one.
collapse_putback:
    folio_unlock(self);
    if (~FolioMapped /\ \A i \in Pages : swap_count[i] = 0) {
        leave_swap_cache();
        if (~ExtraRefs) free_folio();
    };

    \* collapse_huge_page(): spin_lock() of the PMD lock, once the huge folio is complete
collapse_map_lock:
    await pmd_lock[VmaOf(self)] = "nobody";
    pmd_lock[VmaOf(self)] := self;

    \* map_anon_folio_pmd_nopf(): set_pmd_at(), and spin_unlock() of the PMD lock
    \* The PMD maps the huge folio.  In 6.12 collapse_huge_page() stores it itself.
collapse_map:
    set_pmd(self, VmaOf(self), "other");
    pmd_lock[VmaOf(self)] := "nobody";

    \* collapse_huge_page(): mmap_write_unlock()
collapse_mmap_unlock:
    mmap_lock[VmaOf(self)] := "nobody";
    collapse_left := collapse_left - 1;
    if (collapse_left > 0) goto collapse_mmap_lock;
}
