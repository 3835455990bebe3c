
    \* zap_pte_range(): tlb_flush_mmu_tlbonly(), before tlb_flush_rmaps(), for a file folio
    \* The flush comes before the map count drops, and under the PTL.
zap_flush_rmap:
    flush_tlb(VmaOf(self));
