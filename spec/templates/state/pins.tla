    \* Those among them that GUP took: folio_maybe_dma_pinned().
    pins = [i \in Pages |-> 0];
