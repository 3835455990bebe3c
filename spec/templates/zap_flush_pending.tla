
    \* zap_pte_range(): flush_tlb_batched_pending()
    \* PTEs that reclaim has cleared are none or swap entries here: nothing below would flush them.
zap_flush_pending:
    if (flush_pending[VmaOf(self)]) {
        flush_tlb(VmaOf(self));
        flush_pending[VmaOf(self)] := FALSE;
    };
