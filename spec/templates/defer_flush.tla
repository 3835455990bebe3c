    \* set_tlb_ubc_flush_pending()
    if ("TTU_BATCH_FLUSH" \in flags) flush_pending[vma] := TRUE;
