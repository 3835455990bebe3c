
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
