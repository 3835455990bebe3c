
    \* try_to_unmap_one(): folio_ref_count() and folio_mapcount(), then folio_test_dirty()
    \* Dropped only if clean and nobody else has a reference. Older kernels also set swapbacked when
    \* the folio only has an extra reference. Two loads in one step: a folio only ever becomes dirty
    \* meanwhile, so that either answer is that of one moment.
ttu_lazyfree:
    if (swapbacked) goto ttu_dup
    else if (folio_dirty \/ ExtraRefs) {
        swapbacked := folio_dirty \/ ReferencedIsSwapbacked;
        goto ttu_restore;
    }
    else goto ttu_rmap;
