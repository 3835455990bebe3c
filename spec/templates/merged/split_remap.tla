    \* All PTEs in one step, for the reason given where they are unmapped.
caller_remap_lock:
    await ptl[1] = "nobody";
    aux_locked := aux_locked /\ (caller = "reclaim" => rmap_lock = caller);
    aux_folio_locked := aux_folio_locked /\ (caller = "reclaim" => folio_lock = caller);
    with (unmapped \in {{i \in Pages : pte[1][i] = "migration"}}) {
        if (caller = "reclaim") aux_unmapped[1] := aux_unmapped[1] \ unmapped;
        mapcount := [i \in Pages |-> mapcount[i] + (IF i \in unmapped THEN 1 ELSE 0)];
        pte[1] := [i \in Pages |-> IF i \in unmapped THEN "present" ELSE pte[1][i]];
    };
