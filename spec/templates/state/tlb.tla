    \* The TLB of each CPU that runs userspace: the page for which it has a translation.
    tlb = [cpu \in USER |-> {}];
    \* mm->tlb_flush_batched of the mm of each VMA: reclaim has left a flush to do.
    flush_pending = [v \in Vmas |-> FALSE];
    \* History: pages that munmap() has taken away, and told its caller so; pages that writeback has
    \* found clean or made so.
    aux_gone = [v \in Vmas |-> {}];
    aux_cleaned = {};
