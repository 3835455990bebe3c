
    \* contpte_convert(): __flush_tlb_range() over the block
    \* All PTEs of the block are cleared: the longest part of the window.
caller_fold_flush:
    skip;
