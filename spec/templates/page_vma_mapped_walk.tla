    (***********************************************************************
     page_vma_mapped_walk(), mm/page_vma_mapped.c, at the level of PTEs.

     Without PVMW_SYNC the walk begins without the PTL.  map_pte() looks at the
     first PTE and takes the PTL only if that is present; the loop at next_pte
     takes it at the first later PTE that is not none.  The two tests differ,
     and so they do here.  Once taken, the PTL is kept to the end of the page
     table.  The walk never goes back to a PTE that it has stepped over.

     Left out: the levels above the PTE, the end of a page table, migration
     walks and the pmd_same() check of newer kernels.
     ***********************************************************************)

    \* map_pte(): ptep_get() without the PTL
    \* The first PTE: anything but present leaves the PTL alone and goes on.
map_pte:
    if (pte[vma][addr] = "present") goto map_pte_lock
    else {
        if (pte[vma][addr] = "none")
            aux_stepped_over[vma] := aux_stepped_over[vma] \union {addr};
        goto next_pte;
    };

    \* map_pte(): spin_lock(pvmw->ptl)
    \* The first PTE was present.
map_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    goto this_pte;

    \* map_pte(): pte_offset_map_lock() with PVMW_SYNC
    \* The PTL is taken before any PTE is looked at.
map_pte_sync:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);

    \* check_pte(): ptep_get() under the PTL
    \* The PTE is loaded again: does it map the folio?
this_pte:
    if (pte[vma][addr] = "present") goto ttu_clear
    else if (pte[vma][addr] = "none")
        aux_stepped_over[vma] := aux_stepped_over[vma] \union {addr};

    \* page_vma_mapped_walk(): ptep_get() of the next PTE, while pte_none()
    \* One round of the loop at next_pte: one load, lockless as long as the PTL is not held.
next_pte:
    addr := addr + 1;
    if (addr = NR_PAGES) goto not_found
    else if (pte[vma][addr] = "none") {
        aux_stepped_over[vma] := aux_stepped_over[vma] \union {addr};
        goto next_pte;
    }
    else if (pvmw_ptl # 0) goto this_pte;

    \* page_vma_mapped_walk(): spin_lock(pvmw->ptl)
    \* A later PTE was not none: the PTL is taken here, not at PTE0.
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    goto this_pte;

    \* page_vma_mapped_walk_done(): pte_unmap(), spin_unlock() if pvmw->ptl is set
    \* The walk is past the last PTE of the folio.
not_found:
    if (pvmw_ptl # 0) {
        spin_unlock("reclaim", pvmw_ptl);
        pvmw_ptl := 0;
    };
    goto ttu_return;
