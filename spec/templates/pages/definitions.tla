    Pages      == 0..(NR_PAGES - 1)
    FolioPages == First..Last
    \* First PTEs of the aligned CONT blocks, and the PTEs of one.
    Blocks   == {i \in Pages : i % CONT_PTES = 0}
    Block(i) == i..(i + CONT_PTES - 1)
    \* Partly unmapped before it went to swap, so queued by deferred_split_folio().
    InitiallyDeferred ==
        /\ Anon /\ NR_PAGES > 2 /\ PMD_MAPPED = {}
        /\ \A v \in Vmas, i \in Pages : InitialPte(v, i) # "swap"
        /\ \E v \in Vmas, i \in Pages : InitialPte(v, i) = "present"
        /\ \E i \in Pages : \A v \in Vmas : InitialPte(v, i) # "present"
