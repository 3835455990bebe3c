    shrink_v = 1;       \* the VMA and the PTE at hand in split_folio()
    shrink_i = 0;
