
\* The dirty bit of a cleared PTE moves to the folio.
macro gather_dirty_bit(i) {
    if (i \in pte_dirty) {
        folio_dirty := TRUE;
        pte_dirty := pte_dirty \ {i};
    };
}
