    \* What maps page i in VMA v, or does not: its PMD, if that is huge, or its PTE.
    MappedBy(v, i) == IF pmd[v] = "huge" THEN "huge" ELSE pte[v][i]
