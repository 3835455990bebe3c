    (***********************************************************************
     try_to_unmap_one(), mm/rmap.c, for one VMA.

     Each PTE that maps an anonymous folio is cleared and then becomes a swap
     entry, one PTE at a time, under the PTL.  With TTU_SYNC the walk holds the PTL
     from PTE0 on; without, only if it finds PTE0 present.  A pin, a swap count
     that cannot be raised, or a lazyfree folio that is dirty or referenced makes
     it return false: the PTE at hand is restored, and the earlier ones stay as
     they are.  An mlocked VMA makes it return false, too.

     The PTE of a file folio stays none, and so does that of a lazyfree folio
     that is clean and to which nobody else has a reference; the one entry of a
     hugetlb folio becomes a hwpoison entry.

     `addr` is the number of a page; First and Last are those of the folio.

     7.3 has parts of this in ttu_anon_swapbacked_folio(),
     ttu_anon_lazyfree_folio() and try_to_unmap_poisoned_hugetlb_one().

     Left out: uffd markers but for `uffd_wp`, arch_unmap_one(), VM_DROPPABLE,
     device-private and device-exclusive entries, pte_unused(), rss counters and
     mmu notifiers, the list of mms with swap entries, huge_pmd_unshare(), poisoned
     pages but for hugetlb, and the soft-dirty and exclusive bits of the swap entry.
     folio_put() is no step: a reference goes with its mapping.  swapbacked and
     swapcache cannot differ here, so that return is not there.  Where CONT bits
     are not followed (parameter cont), the first clear unfolds no CONT block, which
     reclaim does under the PTL that it holds.
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
@% if not pmd_changes and folio != "hugetlb" %@
    if ("TTU_SYNC" \in flags) goto map_pte_sync;
@% endif %@

@% include "page_vma_mapped_walk.tla" %@

    (***********************************************************************
     The body of the loop: the walk has returned a PTE, and the PTL is held.
     The walk jumps here from this_pte.  `goto next_pte` is the C's continue, and
     `goto not_found` its walk_abort.
     ***********************************************************************)
@% if pmd and not split_before_walk %@@% include "split_in_walk.tla" %@@% endif %@
@% if mlocked %@@% include "mlock_" ~ vm_locked ~ ".tla" %@@% endif %@
@% if policy == "batch" %@@% include "policy_batch.tla" %@@% endif %@
@% if at_once %@@% include form ~ "/unmap_table.tla" %@
@% elif pins_at_once %@@% include "merged/unmap_page.tla" %@@% else %@
@% if batched %@@% include "clear_batch.tla" %@@% else %@
@% if cont %@@% include "ttu_unfold.tla" %@@% endif %@

    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none until an entry takes its place.  That of a file folio stays none, and so does
    \* that of a lazyfree folio that is dropped.
ttu_clear:
    set_pte("reclaim", vma, addr, "none");
@% if dirty_bits %@
    gather_dirty_bit(addr);
@% endif %@
@% if tlb %@@% include "defer_flush.tla" %@@% endif %@
    if ("TTU_BATCH_FLUSH" \in flags) goto @{ label_after_flush }@;
@% endif %@@* batched *@

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not here with TTU_BATCH_FLUSH, which leaves it to try_to_unmap_flush(): the model takes the
    \* answer of arch_tlbbatch_should_defer() as yes.  Where no CPU keeps a translation, nothing is
    \* flushed.  For hugetlb it is huge_ptep_clear_flush(), with that flag or without.
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
@% if can_fail %@

    \* try_to_unmap_one(): set_pte_at() of the old PTE, goto walk_abort
    \* What was unmapped before stays unmapped.
ttu_restore:
    set_pte("reclaim", vma, addr, "present");
    ret := FALSE;
@% if cont %@@% include "ttu_fold.tla" %@@% else %@
    goto not_found;
@% endif %@@* cont *@
@% endif %@@* can_fail *@
@% endif %@@* batched *@
@% endif %@@* sub_batches *@
@% endif %@@* at_once *@

    \* try_to_unmap_one(): return
    \* This VMA is done, and no PTL is held any more.  rmap_next goes on with the next one.
ttu_return:
    skip;
