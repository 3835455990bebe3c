    \* folio_test_swapbacked(): FALSE since MADV_FREE, until somebody writes to the folio.
    swapbacked = FALSE;
    \* The PTEs whose dirty bit is set, and folio_test_dirty().
    pte_dirty = {};
    folio_dirty = FALSE;
