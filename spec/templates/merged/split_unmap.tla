    \* All PTEs in one step.  There is one table, so its PTL is taken and dropped in that step.
    \* Nobody can see a part of it: who looks at a PTE or at a map count takes the PTL or the folio
    \* lock, and both are held; a fault without them looks only for swap entries, and those stay.
    \* The first map count to drop leaves others, so it queues the folio; there is one VMA, in which
    \* what is mapped is present whenever the PTL is free.
caller_unmap_lock:
    await ptl[1] = "nobody";
    aux_locked := aux_locked /\ (caller = "reclaim" => rmap_lock = caller);
    aux_folio_locked := aux_folio_locked /\ (caller = "reclaim" => folio_lock = caller);
    with (mapped \in {{i \in Pages : pte[1][i] = "present"}}) {
        if (NR_PAGES > 2 /\ ~deferred /\ swapcache = {}
                /\ Cardinality(mapped) > (IF QueuesUnmapped THEN 0 ELSE 1)) {
            deferred := TRUE;
            aux_queued_by := "split_folio";
        };
        mapcount := [i \in Pages |-> mapcount[i] - (IF i \in mapped THEN 1 ELSE 0)];
        pte[1] := [i \in Pages |-> IF i \in mapped THEN "migration" ELSE pte[1][i]];
    };
