    \* The PTEs that are PROT_NONE for NUMA hinting: pte_protnone().
    hinted = [v \in Vmas |-> HINTED];
