
    \* page_vma_mapped_walk(): huge_pte_lock()
    \* A hugetlb folio is mapped by one entry, which is read under its lock: no lockless phase.
huge_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
    goto this_pte;
