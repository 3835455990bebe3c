
\* folio_remove_rmap_ptes(): the same for the pages of a batch, at once for the folio's map count.
macro folio_remove_rmap_ptes(cpu, first, last) {
    mapcount := [i \in Pages |-> IF first <= i /\ i <= last THEN mapcount[i] - 1 ELSE mapcount[i]];
    if (Anon /\ Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {} /\ entire_mapcount = 0
            /\ (\E i \in first..last : mapcount[i] = 0)
            /\ \E j \in First..Last : mapcount[j] > 0) {
        deferred := TRUE;
        aux_queued_by := cpu;
    };
}
