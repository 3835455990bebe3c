PartlyMappedQueued ==
    Settled /\ Large /\ NR_PAGES > 2 /\ swapcache = {} /\ entire_mapcount = 0
        /\ (\E i \in Pages : mapcount[i] > 0) /\ (\E i \in Pages : mapcount[i] = 0)
        => deferred
