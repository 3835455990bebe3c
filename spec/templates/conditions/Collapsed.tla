\* A page table has been replaced by a PMD entry that maps another folio.
Collapsed == \E v \in Vmas : pmd[v] = "other"
