    \* The entry of VMA v for page i: the PMD, if that is huge, else the PTE.
    MappedBy(v, i) == IF pmd[v] = "huge" THEN "huge" ELSE pte[v][i]
