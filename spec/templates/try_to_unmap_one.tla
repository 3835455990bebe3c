(***************************************************************************
 try_to_unmap_one(), mm/rmap.c, for an anonymous folio that goes to swap, and
 the page_vma_mapped_walk() that it calls in a loop.

 Each PTE that maps the folio is cleared and then becomes a swap entry, one
 PTE at a time, under the PTL.  Whether the walk holds the PTL from PTE0 on is
 what TTU_SYNC decides.

 Left out: the ways to give up half way (mlock, pins, a failing swap count),
 lazyfree, a second VMA, and the reclaim pass around the call.
 ***************************************************************************)
@% include "page_vma_mapped_walk.tla" %@

    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none until ttu_set_swap.
ttu_clear:
    set_pte("reclaim", vma, addr, "none");
    if ("TTU_BATCH_FLUSH" \in TTU_FLAGS) goto ttu_set_swap;

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not taken with TTU_BATCH_FLUSH, which leaves the flush to try_to_unmap_flush().
ttu_flush:
    skip;

    \* try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)
    \* The PTE becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr, "swap");
    goto next_pte;

    \* page_vma_mapped_walk_done(): pte_unmap(), spin_unlock() if the PTL is held
    \* The walk is past the last PTE of the folio: try_to_unmap_one() returns.
not_found:
    if (ptl[vma] = "reclaim") spin_unlock(vma);
}
