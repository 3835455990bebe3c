NoSwapSpaceForKeptFolio ==
    /\ folio_lock # "reclaim" /\ unmap_fail /\ FolioMapped => swapcache \intersect FolioPages = {}
    /\ folio_lock = "reclaim" /\ split =>
        \A i \in Pages : i < page /\ mapcount[i] > 0 => i \notin swapcache
