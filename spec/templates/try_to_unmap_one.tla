    (***********************************************************************
     try_to_unmap_one(), mm/rmap.c, for an anonymous folio that goes to swap.

     Each PTE that maps the folio is cleared and then becomes a swap entry, one
     PTE at a time, under the PTL.  Whether the walk holds the PTL from PTE0 on
     is what TTU_SYNC decides.

     Left out: the ways to give up half way (mlock, pins, a failing swap
     count), lazyfree, and the unfolding of a CONT block by the first clear,
     which this CPU does under its own PTL.
     ***********************************************************************)

    \* try_to_unmap_one(): if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC
    \* Nothing shared is touched yet.
try_to_unmap_one:
    if ("TTU_SYNC" \in TTU_FLAGS) goto map_pte_sync;

@% include "page_vma_mapped_walk.tla" %@

    (***********************************************************************
     The body of the loop: the walk has returned a PTE, and the PTL is held.
     ***********************************************************************)

    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none until ttu_set_swap.
ttu_clear:
    set_pte("reclaim", vma, addr, "none");
    if ("TTU_BATCH_FLUSH" \in TTU_FLAGS) goto ttu_set_swap;

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not here with TTU_BATCH_FLUSH, which leaves it to try_to_unmap_flush(); the kernel
    \* also asks arch_tlbbatch_should_defer(), see should_defer_flush().
ttu_flush:
    skip;

    \* try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)
    \* The PTE becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr, "swap");
    goto next_pte;

    \* try_to_unmap_one(): mmu_notifier_invalidate_range_end(), return
    \* The walk has found no more: this VMA is done.
ttu_return:
    skip;
