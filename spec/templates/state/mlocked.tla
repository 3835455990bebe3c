    \* folio_test_mlocked()
    folio_mlocked = FALSE;
