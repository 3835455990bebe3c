    \* History: was every store to a PTE made under its PTL (by reclaim under the rmap lock too),
    \* every store to a PMD under the PMD lock, and every unlock made by the holder?
    aux_locked = TRUE;
    \* History: did reclaim hold the folio lock at each of its stores to a PTE, and did only the
    \* holder drop that lock?
    aux_folio_locked = TRUE;
