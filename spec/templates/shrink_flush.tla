
    \* shrink_folio_list(): try_to_unmap_flush_dirty() before pageout(), else try_to_unmap_flush()
    \* What reclaim has left to flush is flushed before I/O begins and before the folio is freed.
    \* The mm counts as pending until somebody asks, as nothing says which mms were flushed here.
shrink_flush:
    tlb := [cpu \in USER |-> IF flush_pending[VmaOf(cpu)] THEN {} ELSE tlb[cpu]];
