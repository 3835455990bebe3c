    \* The TLB of each CPU that runs userspace: the page for which it has a translation.
    tlb = [cpu \in USER |-> {}];
    \* mm->tlb_flush_batched of the mm of each VMA: reclaim has deferred a flush.
    flush_pending = [v \in Vmas |-> FALSE];
    \* History: pages that munmap() had unmapped when it returned; pages that writeback found clean
    \* or made clean.
    aux_gone = [v \in Vmas |-> {}];
    aux_cleaned = {};
