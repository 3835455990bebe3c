    \* One PTE of the run is set again, with its new protection: with the CONT bit if its whole
    \* block is in the run.  A run of one PTE may let its block fold; batch_i is the last PTE.
batch_commit:
    if (SetsCont(VmaOf(self), batch_first, batch_i))
        set_cont_pte(self, VmaOf(self), batch_first)
    else set_pte(self, VmaOf(self), batch_first, batch_old);
    reprotected[VmaOf(self)] := reprotected[VmaOf(self)] \union {batch_first};
    hinted[VmaOf(self)] := hinted[VmaOf(self)] \ {batch_first};
    if (batch_first < batch_i) {
        batch_first := batch_first + 1;
        goto batch_commit;
    }
    else {
        batch_i := batch_i + 1;
        if (~run_alone[self]) goto batch_next;
    };
@% filter as_part_of(**converts.batch_fold) %@@% include "fold.tla" %@@% endfilter %@
