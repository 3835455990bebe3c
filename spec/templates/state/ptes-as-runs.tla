    \* The page tables: pte[v][i] is the PTE that VMA v has for page i of the folio.
    pte_runs = [v \in Vmas |-> All(InitialPte(v, 0))];
