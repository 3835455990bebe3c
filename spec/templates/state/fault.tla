    \* History: a fault mapped a page back since the pass began; a fault met a folio that was kept.
    aux_faulted = FALSE;
    aux_extra_fault = FALSE;
