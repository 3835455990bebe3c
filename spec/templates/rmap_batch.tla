
    \* try_to_unmap_one(): folio_remove_rmap_ptes()
    \* The map counts drop after the PTEs have changed. The C would now step over the PTEs of the
    \* batch, which are none; here the walk goes on behind them.
ttu_rmap:
    folio_remove_rmap_ptes("reclaim", addr, addr + nr - 1);
    addr := addr + nr - 1;
    nr := 0;
    goto next_pte;
@% if aborts %@

    \* try_to_unmap_one(): set_ptes() of the old PTEs, page_vma_mapped_walk_done(), return false
    \* One PTE of the batch.  What was unmapped before stays unmapped.
ttu_restore:
    set_pte("reclaim", vma, addr, "present");
@% if read_only %@@% include "restore_read_only.tla" %@@% endif %@
    ret := FALSE;
    nr := nr - 1;
    if (nr > 0) {
        addr := addr + 1;
        goto ttu_restore;
    }
    else goto not_found;
@% endif %@
