    \* folio_maybe_dma_pinned()
    Pinned == \E i \in FolioPages : pins[i] > 0
