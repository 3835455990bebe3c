    \* The page tables: pte[v][i] is the PTE that VMA v has for page i of the folio.
    pte = [v \in Vmas |-> [i \in Pages |-> InitialPte(v, i)]];
