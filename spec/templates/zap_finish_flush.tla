
    \* tlb_finish_mmu(): tlb_flush_mmu_tlbonly(), if anything was gathered
zap_finish_flush:
    if (zap_gathered # {}) flush_tlb(VmaOf(self));
