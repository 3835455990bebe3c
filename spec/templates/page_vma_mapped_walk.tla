    (***********************************************************************
     page_vma_mapped_walk(), mm/page_vma_mapped.c.

     Without PVMW_SYNC the walk begins without the PTL.  map_pte() looks at the
     first PTE and takes the PTL only if that is present; the loop at
     next_pte takes it at the first later PTE that is not none.  These two tests
     differ in the kernel, and they differ here.  A third, check_pte() at this_pte,
     is made under the PTL.  Once taken, the PTL is held to the end of the page
     table.  The walk never goes back to a PTE that it has stepped over.

     Left out: migration walks, PMDs in scenarios where no PMD maps the folio,
     and the levels above the PMD.
     ***********************************************************************)
@% if folio == "hugetlb" %@

    \* page_vma_mapped_walk(): huge_pte_lock()
    \* A hugetlb folio is mapped by one entry, which is read under its lock: no lockless phase.
huge_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
    goto this_pte;
@% else %@
@% if pmd %@@% include "walk_pmd.tla" %@@% endif %@
@% if collapses %@@% include "walk_collapsed.tla" %@@% endif %@

    \* map_pte(): ptep_get() without the PTL
    \* The first PTE: only a present entry, whatever it maps, makes the walk take the PTL.
map_pte:
    if (pte[vma][addr] \in TakesPtlAtFirst) goto map_pte_lock
    else {
        if (pte[vma][addr] \in SteppedOverAtFirst) step_over(vma, addr);
        goto next_pte;
    };

    \* map_pte(): spin_lock(pvmw->ptl)
    \* The first PTE was present.
map_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
@% if policy == "give-up" %@
    if (addr # First) goto give_up else
@% endif %@
    goto @{ "map_pte_same" if frees_tables else "this_pte" }@;

    \* map_pte(): pte_offset_map_lock() with PVMW_SYNC
    \* The PTL is taken before any PTE is looked at.
map_pte_sync:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
@% if policy == "give-up" %@
    if (addr # First) goto give_up else
@% endif %@
    goto @{ "map_pte_sync_same" if frees_tables else "this_pte" }@;
@% endif %@

    \* check_pte(): ptep_get() under the PTL
    \* The PTE is loaded again under the PTL: does it map the folio?
this_pte:
    if (pte[vma][addr] = "present") goto @{ first_step_of_body }@
    else if (pte[vma][addr] = "none") step_over(vma, addr);

    \* page_vma_mapped_walk(): ptep_get() of the next PTE, while pte_none()
    \* One round of the loop at next_pte: one load, lockless as long as the PTL is not held.
next_pte:
@% if walk_at_once %@@% include "merged/next_pte.tla" %@@% endif %@
    addr := addr + 1;
    if (addr > Last) goto not_found
@% if straddle %@
    else if (addr = STRADDLE) goto next_table
@% endif %@
    else if (pte[vma][addr] = "none") {
        step_over(vma, addr);
        goto next_pte;
    }
    else if (pvmw_ptl # 0) goto this_pte;
@% if walk_at_once %@
    };
@% endif %@
@% if folio != "hugetlb" %@

    \* page_vma_mapped_walk(): spin_lock(pvmw->ptl)
    \* A later PTE was not none: the PTL is taken here, not at PTE0.
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
@% if frees_tables and policy != "give-up" %@
    goto next_pte_same;
@% else %@
@% if policy == "give-up" %@
    goto give_up;
@% else %@
    goto this_pte;
@% endif %@
@% endif %@
@% endif %@
@% if frees_tables %@@% include "pmd_same.tla" %@@% endif %@
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

    \* page_vma_mapped_walk_done(): pte_unmap(), spin_unlock() if pvmw->ptl is set
    \* The walk is past the last PTE of the folio, or try_to_unmap_one() ends it.
not_found:
    if (pvmw_ptl # 0) {
        spin_unlock("reclaim", pvmw_ptl);
        pvmw_ptl := 0;
    };
@% if walk_at_once %@@% include "merged/not_found.tla" %@@% endif %@
    goto ttu_return;
