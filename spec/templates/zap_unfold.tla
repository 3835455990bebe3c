
    \* zap_present_ptes(): folio_pte_batch()
    \* The run is known before its first PTE is cleared.
zap_run:
    run_last[self] := LastOfRun(VmaOf(self), zap_i, LastOf(self));
@% filter as_part_of(**converts.zap_unfold) %@@% include "unfold.tla" %@@% endfilter %@
