
    \* try_to_unmap_one(): folio_ref_count() and folio_mapcount(), then folio_test_dirty()
    \* The page is dropped only if the folio is clean and nobody else has a reference.  Older
    \* kernels also set swapbacked when there is nothing but an extra reference.  The two loads are
    \* one step: the folio can only become dirty meanwhile, so either answer is true at one moment.
    \* 7.3 makes the folio swapbacked before it restores the PTE, older kernels after: nobody looks
    \* in between.
ttu_lazyfree:
    if (swapbacked) goto ttu_dup
    else if (folio_dirty \/ ExtraRefs) {
        swapbacked := folio_dirty \/ ReferencedIsSwapbacked;
        goto ttu_restore;
    }
    else goto ttu_rmap;
