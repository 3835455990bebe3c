
    \* mprotect_folio_pte_batch(): where the run ends
    \* The run is known before its first PTE is cleared.
batch_find:
    run_last[self] := LastAlike(VmaOf(self), batch_i, LastOf(self));
    run_alone[self] := LastAlike(VmaOf(self), batch_i, LastOf(self)) = batch_i;
@% filter as_part_of(**converts.batch_unfold) %@@% include "unfold.tla" %@@% endfilter %@
