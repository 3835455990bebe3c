
    \* zap_empty_pte_table(): spin_trylock() of the PMD lock, pmd_clear()
    \* The PTL has been held since the first PTE, so all PTEs of the table are none.  Not so if
    \* need_resched() was true before the first PTE: then the PTL was dropped and taken again.
zap_free_direct:
    either zap_direct := zap_direct /\ zap_i = NR_PAGES /\ FirstOf(self) = 0
                             /\ pmd_lock[VmaOf(self)] = "nobody"
    or zap_direct := FALSE;
    if (zap_direct) pmd[VmaOf(self)] := "none";
