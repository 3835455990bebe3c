NoSwapSpaceForKeptFolio ==
    pc["reclaim"] \in {"shrink_next_page", "shrink_unlock"} /\ unmap_fail =>
        swapcache \intersect FolioPages = {}
