    \* folio_test_dirty(), once nobody maps it: what goes to swap is dirty until it is written.
    Dirty == @{ dirty }@ /\ ~(FolioPages \subseteq written)
