    Pages      == 0..(NR_PAGES - 1)
    FolioPages == First..Last
    \* The first PTE of each aligned CONT block, and all PTEs of one block.
    Blocks   == {i \in Pages : i % CONT_PTES = 0}
    Block(i) == i..(i + CONT_PTES - 1)
    \* The folio is partly mapped and not in swap, so deferred_split_folio() has queued it.
    InitiallyDeferred ==
        /\ Anon /\ NR_PAGES > 2 /\ PMD_MAPPED = {}
        /\ \A v \in Vmas, i \in Pages : InitialPte(v, i) # "swap"
        /\ \E v \in Vmas, i \in Pages : InitialPte(v, i) = "present"
        /\ \E i \in Pages : \A v \in Vmas : InitialPte(v, i) # "present"
