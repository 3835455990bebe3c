@% include "batches_" ~ batches_are ~ ".tla" %@
ttu_clear:
    set_pte("reclaim", vma, addr + nr, "none");
@% if folio == "lazyfree" %@
    gather_dirty_bit(addr + nr);
@% endif %@
@% if batch_bit %@@% include "batch_" ~ batch_bit ~ ".tla" %@@% endif %@
@% if tlb %@@% include "defer_flush.tla" %@@% endif %@
    nr := nr + 1;
    if (addr + nr <= InTable(addr, Last) /\ pte[vma][addr + nr] = "present"
            @{ and_batched }@@{ and_alike }@)
        goto ttu_clear;
    else if ("TTU_BATCH_FLUSH" \in flags) goto @{ label_after_flush }@;
