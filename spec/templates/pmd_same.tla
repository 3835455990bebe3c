
    \* map_pte(): pmd_same() under the PTL
    \* The page table may have been freed before the PTL was taken.
map_pte_same:
    if (pmd[vma] # "table") goto walk_again else goto this_pte;

    \* __pte_offset_map_lock(): pmd_same() under the PTL
    \* Older kernels compare here too, but in this model nobody frees a page table on them.
map_pte_sync_same:
    if (pmd[vma] # "table") goto walk_again else goto this_pte;

    \* page_vma_mapped_walk(): pmd_same() under the PTL
    \* As in map_pte(): the PTEs seen so far may belong to a page table that has been freed.
next_pte_same:
    if (pmd[vma] = "table") goto this_pte;

    \* page_vma_mapped_walk(): pte_unmap_unlock(), restart at the current address
walk_again:
    spin_unlock("reclaim", pvmw_ptl);
    pvmw_ptl := 0;
    goto walk_pmd;
