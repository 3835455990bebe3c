
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
    if (pmd[vma] = "none") goto not_found
@% if not split_before_walk %@
    else if (pmd[vma] = "huge") {
        pmd_lock[vma] := "reclaim";
        goto ttu_pmd;
    }
@% endif %@
    else if ("TTU_SYNC" \in flags) goto map_pte_sync;
