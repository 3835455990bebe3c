    (***********************************************************************
     page_vma_mapped_walk(), mm/page_vma_mapped.c.

     Without PVMW_SYNC the walk begins without the PTL.  map_pte() looks at the
     first PTE and takes the PTL only if that is present@{ ' or a marker' if policy == 'marker' else '' }@; the loop at
     next_pte takes it at the first later PTE that is not none.  The two tests
     differ, and so they do here.  Once taken, the PTL is kept to the end of the
     page table.  The walk never goes back to a PTE that it has stepped over.

     Left out: migration walks@{ ' and the levels above the PMD' if pmd else ', the PMD and the levels above it' }@.
     ***********************************************************************)
@% if folio == "hugetlb" %@

    \* page_vma_mapped_walk(): huge_pte_lock()
    \* A hugetlb folio is one entry, looked at under its lock: no lockless phase.
map_pte:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
    goto this_pte;
@% else %@
@% if pmd %@

    \* page_vma_mapped_walk(): pmdp_get_lockless()
    \* Huge: the PMD lock.  None: nothing here.  A table: its PTEs.
walk_pmd:
    if (pmd[vma] = "huge" \/ pmd[vma] = "invalid") goto walk_pmd_lock
    else if (pmd[vma] = "none") {
        if ("TTU_SYNC" \in flags) goto walk_pmd_sync else goto not_found;
    }
    else if ("TTU_SYNC" \in flags) goto map_pte_sync
    else goto map_pte;

    \* page_vma_mapped_walk(): spin_lock(pmd_lock()), spin_unlock() with PVMW_SYNC
    \* A none PMD may be one that zap_huge_pmd() has cleared: wait until its map count is dropped.
walk_pmd_sync:
    await pmd_lock[vma] = "nobody";
    goto not_found;

    \* page_vma_mapped_walk(): pmd_lock()
    \* The PMD is loaded again under its lock; if it was split meanwhile, its PTEs are looked at.
walk_pmd_lock:
    await pmd_lock[vma] = "nobody";
@% if split_before_walk %@
    if (pmd[vma] = "none") goto not_found
    else if ("TTU_SYNC" \in flags) goto map_pte_sync;
@% else %@
    if (pmd[vma] = "huge") {
        pmd_lock[vma] := "reclaim";
        goto ttu_pmd;
    }
    else if (pmd[vma] = "none") goto not_found
    else if ("TTU_SYNC" \in flags) goto map_pte_sync;
@% endif %@
@% endif %@

    \* map_pte(): ptep_get() without the PTL
    \* The first PTE: only a present entry, whatever it maps,@{ ' or a marker' if policy == 'marker' else '' }@ makes the walk take the PTL.
map_pte:
    if (pte[vma][addr] \in {"present", "other"@{ ', "marker"' if policy == 'marker' else '' }@}) goto map_pte_lock
    else {
        if (pte[vma][addr] @{ '\\in {"none", "marker"}' if policy == 'marker-only' else '= "none"' }@)
            @{ add("aux_stepped_over[vma]", "addr") }@;
        goto next_pte;
    };

    \* map_pte(): spin_lock(pvmw->ptl)
    \* The first PTE was present@{ ' or a marker' if policy == 'marker' else '' }@.
map_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
@% if pmd and kernel == "latest" %@

    \* map_pte(): pmd_same() under the PTL
    \* The page table may have been freed before the PTL was taken.
map_pte_same:
    if (pmd[vma] # "table") goto walk_again else goto this_pte;
@% elif policy == "give-up" and straddle %@
    if (addr # First) goto give_up else goto this_pte;
@% else %@
    goto this_pte;
@% endif %@

    \* map_pte(): pte_offset_map_lock() with PVMW_SYNC
    \* The PTL is taken before any PTE is looked at.
map_pte_sync:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
@% if pmd and kernel == "latest" %@

    \* __pte_offset_map_lock(): pmd_same() under the PTL
    \* Older kernels compare as well; there nobody in this model frees a page table.
map_pte_sync_same:
    if (pmd[vma] # "table") goto walk_again;
@% elif policy == "give-up" and straddle %@
    if (addr # First) goto give_up;
@% endif %@
@% endif %@

    \* check_pte(): ptep_get() under the PTL
    \* The PTE is loaded again: does it map the folio?
this_pte:
    if (pte[vma][addr] = "present") goto @{ 'ttu_mlock' if mlocked else 'ttu_clear' }@
    else if (pte[vma][addr] = "none")
        @{ add("aux_stepped_over[vma]", "addr") }@;

    \* page_vma_mapped_walk(): ptep_get() of the next PTE, while pte_none()
    \* One round of the loop at next_pte: one load, lockless as long as the PTL is not held.
next_pte:
    addr := addr + 1;
    if (addr > Last) goto not_found
@% if straddle %@
    else if (addr = STRADDLE) goto next_table
@% endif %@
    else if (pte[vma][addr] = "none") {
        @{ add("aux_stepped_over[vma]", "addr") }@;
        goto next_pte;
    }
    else if (pvmw_ptl # 0) goto this_pte;
@% if folio != "hugetlb" %@

    \* page_vma_mapped_walk(): spin_lock(pvmw->ptl)
    \* A later PTE was not none: the PTL is taken here, not at PTE0.
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
@% if policy == "give-up" %@
    goto give_up;
@% elif not (pmd and kernel == "latest") %@
    goto this_pte;
@% endif %@
@% if pmd and kernel == "latest" %@

    \* page_vma_mapped_walk(): pmd_same() under the PTL
    \* As in map_pte(): the PTEs seen so far may have been those of a page table that was freed.
next_pte_same:
    if (pmd[vma] = "table") goto this_pte;

    \* page_vma_mapped_walk(): pte_unmap_unlock(), restart at the current address
walk_again:
    spin_unlock("reclaim", pvmw_ptl);
    pvmw_ptl := 0;
    goto walk_pmd;
@% endif %@
@% if straddle %@

    \* page_vma_mapped_walk(): spin_unlock(pvmw->ptl), restart at the next page table
    \* Between the two page tables no PTL is held, with PVMW_SYNC or without.
next_table:
    if (pvmw_ptl # 0) spin_unlock("reclaim", pvmw_ptl);
    pvmw_ptl := 0;
    if ("TTU_SYNC" \in flags) goto map_pte_sync else goto map_pte;
@% endif %@
@% if policy == "give-up" %@

    \* try_to_unmap_one(): page_vma_mapped_walk_done(), return false
    \* The policy: the PTL was not taken at the first PTE, so nothing is unmapped here.
give_up:
    ret := FALSE;
    goto not_found;
@% endif %@
@% endif %@

    \* page_vma_mapped_walk_done(): pte_unmap(), spin_unlock() if pvmw->ptl is set
    \* The walk is past the last PTE of the folio, or try_to_unmap_one() ends it.
not_found:
    if (pvmw_ptl # 0) {
        spin_unlock("reclaim", pvmw_ptl);
        pvmw_ptl := 0;
    };
    goto ttu_return;
