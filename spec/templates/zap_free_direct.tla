
    \* zap_empty_pte_table(): spin_trylock() of the PMD lock, pmd_clear()
    \* The PTL has been held since the first PTE, so all PTEs of the table are none.
zap_free_direct:
    zap_direct := zap_direct /\ zap_i = NR_PAGES /\ FirstOf(self) = 0
                      /\ pmd_lock[VmaOf(self)] = "nobody";
    if (zap_direct) pmd[VmaOf(self)] := "none";
