
    \* zap_pte_range(): flush_tlb_batched_pending()
    \* The PTEs that reclaim has cleared are none or swap entries now, and zap flushes present PTEs
    \* alone: without this call their translations would stay.
zap_flush_pending:
    if (flush_pending[VmaOf(self)]) {
        flush_tlb(VmaOf(self));
        flush_pending[VmaOf(self)] := FALSE;
    };
