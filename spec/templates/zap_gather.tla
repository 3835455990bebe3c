        \* __tlb_remove_folio_pages(): the reference of the PTE goes to the gather.
        refs[zap_i] := refs[zap_i] + 1;
        zap_gathered := zap_gathered \union {zap_i};
