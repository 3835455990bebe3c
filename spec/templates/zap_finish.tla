
    \* tlb_finish_mmu(): tlb_flush_mmu_tlbonly(), if anything was gathered
zap_finish_flush:
    if (zap_gathered # {}) flush_tlb(VmaOf(self));

    \* tlb_finish_mmu(): free_pages_and_swap_cache(), the references of the gather
zap_finish_free:
    refs := [i \in Pages |-> refs[i] - (IF i \in zap_gathered THEN 1 ELSE 0)];
    zap_gathered := {};

    \* userspace(): munmap() has returned, and nobody uses the range any more
zap_returned:
    aux_gone[VmaOf(self)] := aux_gone[VmaOf(self)] \union FirstOf(self)..LastOf(self);
