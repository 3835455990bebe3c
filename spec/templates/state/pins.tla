    \* Those of these references that are pins of GUP: folio_maybe_dma_pinned().
    pins = [i \in Pages |-> 0];
