
    \* page_vma_mapped_walk(): pmdp_get_lockless()
    \* Huge: the walk takes the PMD lock.  None: nothing is mapped.  A table: it looks at the PTEs.
walk_pmd:
    if (pmd[vma] = "huge" \/ pmd[vma] = "invalid") goto walk_pmd_lock
    else if (pmd[vma] = "none") {
        if ("TTU_SYNC" \in flags) goto walk_pmd_sync else goto not_found;
    }
    else if ("TTU_SYNC" \in flags) goto map_pte_sync
    else goto map_pte;

    \* page_vma_mapped_walk(): spin_lock(pmd_lock()), spin_unlock() with PVMW_SYNC
    \* The PMD may be none because zap_huge_pmd() has cleared it: wait until the map count drops.
walk_pmd_sync:
    await pmd_lock[vma] = "nobody";
    goto not_found;

    \* page_vma_mapped_walk(): pmd_lock()
    \* The PMD is loaded again under its lock.  If it was split, the walk goes to its PTEs.
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
