    \* folio_test_dirty(), once nobody maps it: what goes to swap is dirty until it has been written.
    Dirty == @{ dirty }@ /\ ~(FolioPages \subseteq written)
