
    \* shrink_folio_list(): try_to_unmap_flush_dirty() before pageout(), else try_to_unmap_flush()
    \* The deferred flushes are done before I/O begins and before the folio is freed.  The mms stay
    \* marked as pending until a CPU asks, as nothing records which mms were flushed here.
shrink_flush:
    tlb := [cpu \in USER |-> IF flush_pending[VmaOf(cpu)] THEN {} ELSE tlb[cpu]];
