    (***********************************************************************
     try_to_unmap_one(), mm/rmap.c, for one VMA.

     Each PTE that maps the folio is cleared and then becomes a swap entry, one
     PTE at a time, under the PTL.  With TTU_SYNC the walk holds the PTL from PTE0
     on; without, only if it finds PTE0 present.  A pin or a swap count that
     cannot be raised makes it return false: the PTE at hand is restored, and the
     earlier ones stay as they are.

     The PTE of a file folio stays none, and so does that of a lazyfree folio
     that is clean and to which nobody else has a reference; the one entry of a
     hugetlb folio becomes a hwpoison entry.

     7.3 has parts of this in ttu_anon_swapbacked_folio(),
     ttu_anon_lazyfree_folio() and try_to_unmap_poisoned_hugetlb_one().

     Left out: uffd markers, arch_unmap_one(), VM_DROPPABLE, device-private and
     device-exclusive entries, pte_unused(), rss counters and mmu notifiers,
     poisoned pages but for hugetlb; the return when swapbacked and swapcache
     differ, which cannot happen here; and that the first clear unfolds a CONT
     block, which reclaim does under the PTL that it holds.
     ***********************************************************************)

    \* try_to_unmap_one(): if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC
    \* Nothing shared is touched yet.
try_to_unmap_one:
    addr := First;
    ret := TRUE;
@% if mlocked and mlock_goes_on %@
    ptes := 0;
@% endif %@
@% if batched %@
    nr := 0;
@% endif %@
@% if pmd and split_before_walk %@@% include "split_before_walk.tla" %@@% endif %@
@% if not pmd and folio != "hugetlb" %@
    if ("TTU_SYNC" \in flags) goto map_pte_sync;
@% endif %@

@% include "page_vma_mapped_walk.tla" %@

    (***********************************************************************
     The body of the loop: the walk has returned a PTE, and the PTL is held.
     ***********************************************************************)
@% if pmd and not split_before_walk %@@% include "split_in_walk.tla" %@@% endif %@
@% if mlocked %@@% include "mlock_" ~ vm_locked ~ ".tla" %@@% endif %@
@% if policy == "batch" %@@% include "policy_batch.tla" %@@% endif %@
@% if at_once %@@% include form ~ "/unmap_table.tla" %@@% else %@
@% if batched %@@% include "clear_batch.tla" %@@% else %@

    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none from here on, and for good if there is no other entry to take its place.
ttu_clear:
    set_pte("reclaim", vma, addr, "none");
@% if dirty_bits %@
    gather_dirty_bit(addr);
@% endif %@
@% if tlb %@@% include "defer_flush.tla" %@@% endif %@
    if ("TTU_BATCH_FLUSH" \in flags) goto @{ after_flush }@;
@% endif %@

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not here with TTU_BATCH_FLUSH, which leaves it to try_to_unmap_flush(); the kernel
    \* also asks arch_tlbbatch_should_defer(), see should_defer_flush().
ttu_flush:
    @{ flush_of_walk }@;
@% if uffd_wp %@@% include "uffd_marker.tla" %@@% endif %@
@% if folio == "lazyfree" %@@% include "lazyfree.tla" %@@% endif %@
@% if folio == "hugetlb" %@@% include "hwpoison_entry.tla" %@@% endif %@
@% if sub_batches %@@% include "sub_batches.tla" %@@% else %@
@% if folio in ("anon", "lazyfree") %@

    \* try_to_unmap_one(): swap_duplicate(), folio_dup_swap() in newer kernels
    \* One more PTE is going to have the swap entry of this page.  It may fail for want of memory:
    \* then this PTE is restored, and the walk ends.
ttu_dup:
@% if "swap_count" in shortages %@
    either goto ttu_restore; or
@% endif %@
    swap_count[addr] := swap_count[addr] + 1;
@% if pins %@

    \* folio_try_share_anon_rmap_pte(): smp_mb(), folio_maybe_dma_pinned()
    \* An exclusive page that GUP has pinned stays: the swap count is undone, the PTE restored.
ttu_share:
    if (@{ if_exclusive }@Pinned) {
        swap_count[addr] := swap_count[addr] - 1;
        goto ttu_restore;
    };
@% endif %@

    \* try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)
    \* The PTE becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr, "swap");
@% endif %@
@% if batched %@@% include "rmap_batch.tla" %@@% else %@

    \* try_to_unmap_one(): folio_remove_rmap_pte()
    \* The map count drops after the PTE has changed.  For hugetlb it is hugetlb_remove_rmap().
ttu_rmap:
    folio_remove_rmap("reclaim", addr);
    goto next_pte;
@% if aborts %@

    \* try_to_unmap_one(): set_pte_at() of the old PTE, page_vma_mapped_walk_done(), return false
    \* What was unmapped before stays unmapped.
ttu_restore:
    set_pte("reclaim", vma, addr, "present");
    ret := FALSE;
    goto not_found;
@% endif %@
@% endif %@
@% endif %@
@% endif %@

    \* try_to_unmap_one(): mmu_notifier_invalidate_range_end(), return
    \* This VMA is done.
ttu_return:
    skip;
