    \* page->_mapcount + 1 of each page: how many PTEs map it.
    mapcount = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "present"})];
    \* The swap count of the slot of each page: how many PTEs hold its swap entry.
    swap_count = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "swap"})];
    \* The pages that are in the swap cache, each with its slot.
    swapcache = IF \E v \in Vmas, i \in Pages : InitialPte(v, i) = "swap" THEN Pages ELSE {};
