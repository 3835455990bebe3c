
    \* zap_pte_table_if_empty(): pmd_lock(), spin_lock() of the PTL, pmd_clear()
    \* An empty page table is freed.  This is why the walk needs pmd_same().
zap_free_table:
    if (~zap_direct /\ FirstOf(self) = 0 /\ LastOf(self) = NR_PAGES - 1) {
        await pmd_lock[VmaOf(self)] = "nobody" /\ ptl[TableOf(VmaOf(self), 0)] = "nobody";
        if (\A i \in Pages : pte[VmaOf(self)][i] = "none") pmd[VmaOf(self)] := "none";
    };
