
    \* try_to_unmap_one(): folio_ref_count() and folio_mapcount(), then folio_test_dirty()
    \* Dropped only if clean and nobody else has a reference; older kernels make a folio to which
    \* somebody else has one swapbacked as well.
ttu_lazyfree:
    if (swapbacked) goto ttu_dup
    else if (folio_dirty \/ ExtraRefs) {
        swapbacked := folio_dirty \/ ReferencedIsSwapbacked;
        goto ttu_restore;
    }
    else goto ttu_rmap;
