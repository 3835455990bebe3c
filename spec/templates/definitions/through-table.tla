    \* The entry of VMA v for page i: the PTE, if the PMD points to its page table, else the PMD.
    MappedBy(v, i) == IF pmd[v] = "table" THEN pte[v][i] ELSE pmd[v]
