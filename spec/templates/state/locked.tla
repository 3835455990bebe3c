    \* History: was every store to a PTE made under its PTL, and by reclaim with the rmap lock too;
    \* every store to a PMD under its lock; and every unlock by the holder?
    aux_locked = TRUE;
    \* History: was every store of reclaim to a PTE made with the folio lock, and was that dropped
    \* by its holder alone?
    aux_folio_locked = TRUE;
