    \* The PTEs whose dirty bit is set, and folio_test_dirty().
    pte_dirty = Pages;
    folio_dirty = FALSE;
