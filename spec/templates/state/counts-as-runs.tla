    \* page->_mapcount + 1 of each page: how many PTEs map it.
    mapcount_runs = All(Cardinality({v \in Vmas : InitialPte(v, 0) = "present"}));
    \* The swap count of the slot of each page: how many PTEs hold its swap entry.
    swap_count_runs = All(0);
    \* The pages that are in the swap cache, each with its slot.
    swapcache_runs = All(FALSE);
