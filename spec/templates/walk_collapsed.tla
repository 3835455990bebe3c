
    \* page_vma_mapped_walk(): pmdp_get_lockless()
    \* A page table: the walk looks at its PTEs.  None: nothing is mapped here.
walk_pmd:
    if (pmd[vma] = "none") goto not_found
    else if (pmd[vma] = "other") goto walk_pmd_lock
    else if ("TTU_SYNC" \in flags) goto map_pte_sync
    else goto map_pte;

    \* page_vma_mapped_walk(): pmd_lock()
    \* The PMD is huge, and maps another folio under its lock as well.
walk_pmd_lock:
    await pmd_lock[vma] = "nobody";
    goto not_found;
