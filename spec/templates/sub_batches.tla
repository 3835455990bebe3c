
    \* __ttu_anon_folio(): folio_dup_swap_pages()
    \* The next sub-batch, see page_anon_exclusive_batch(): its PTEs are going to have the swap
    \* entries of their pages. It may fail for want of memory, and has then raised no count.
ttu_dup:
@% if "swap_count" in shortages %@
    either goto ttu_restore; or
@% endif %@
    swap_count := [i \in Pages |->
        swap_count[i] + (IF i \in SubBatch(addr, addr + nr - 1) THEN 1 ELSE 0)];
@% if pins %@

    \* folio_try_share_anon_rmap_ptes(): smp_mb(), folio_maybe_dma_pinned()
    \* If they are exclusive and GUP has pinned the folio, it fails: the counts are undone.
ttu_share:
    if (addr \notin SHARED /\ Pinned) {
        swap_count := [i \in Pages |->
            swap_count[i] - (IF i \in SubBatch(addr, addr + nr - 1) THEN 1 ELSE 0)];
        goto ttu_restore;
    };
@% endif %@

    \* __ttu_anon_folio(): set_ptes() of the swap entries
    \* One PTE of the sub-batch becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr + swapped, "swap");
    swapped := swapped + 1;
    if (addr + swapped \in SubBatch(addr, addr + nr - 1)) goto ttu_set_swap;

    \* finish_folio_unmap(): folio_remove_rmap_ptes()
    \* The map counts of the sub-batch drop.  Then comes the next one, or the walk goes on behind
    \* the batch; the C steps over its PTEs, which are swap entries now.
ttu_rmap:
    folio_remove_rmap_ptes("reclaim", addr, addr + swapped - 1);
    nr := nr - swapped;
    addr := addr + swapped - (IF nr > 0 THEN 0 ELSE 1);
    swapped := 0;
    if (nr > 0) goto ttu_dup else goto next_pte;
@% if can_fail %@@% include "restore_batch.tla" %@@% endif %@
