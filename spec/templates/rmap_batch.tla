
    \* try_to_unmap_one(): folio_remove_rmap_ptes()
    \* The map counts drop after the PTEs have changed. The C would now step over the PTEs of the
    \* batch, which are none; here the walk goes on behind them.
ttu_rmap:
    folio_remove_rmap_ptes("reclaim", addr, addr + nr - 1);
    addr := addr + nr - 1;
    nr := 0;
    goto next_pte;
@% if can_fail %@@% include "restore_batch.tla" %@@% endif %@
