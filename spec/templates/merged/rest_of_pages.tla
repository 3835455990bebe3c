    \* The pages of a folio that was split go to swap in one step if no other CPU has anything to do
    \* any more: nobody can see a part of it, and reclaim has no choice.  Each page that is mapped
    \* gets a slot, becomes a swap entry, is written, leaves the swap cache and is freed.  One that
    \* is not mapped any more is written and freed just the same.  What reclaim keeps for itself is
    \* as it would be after the last page, so that later passes go on from there.  A page with
    \* another reference, or whose map count is not that of its PTE, goes the long way.
    if (split /\ ptl[1] = "nobody" /\ rmap_lock = "nobody" /\ folio_lock = "reclaim"
            /\ (\A i \in Pages \ reclaimed : i >= page =>
                   refs[i] = 0 /\ mapcount[i] = (IF pte[1][i] = "present" THEN 1 ELSE 0))
            /\ OthersRest) {
        with (rest \in {{i \in Pages \ reclaimed : i >= page}};
              last \in {CHOOSE i \in rest : \A j \in (i + 1)..(NR_PAGES - 1) : j \notin rest};
              mapped \in {{i \in rest : pte[1][i] = "present"}}) {
            if (mapped # {}) {
                flags := TTU_FLAGS;
                ret := TRUE;
                with (i \in {CHOOSE i \in mapped :
                              \A j \in (i + 1)..(NR_PAGES - 1) : j \notin mapped}) {
                    addr := i + 1;
                    aux_ptl_from := i;
                };
            };
            aux_unmapped[1] := aux_unmapped[1] \union mapped;
            pte[1] := [i \in Pages |-> IF i \in mapped THEN "swap" ELSE pte[1][i]];
            swap_count := [i \in Pages |-> swap_count[i] + (IF i \in mapped THEN 1 ELSE 0)];
            mapcount := [i \in Pages |-> IF i \in mapped THEN 0 ELSE mapcount[i]];
            written := written \union rest;
            swapcache := swapcache \ rest;
            reclaimed := reclaimed \union rest;
            deferred := FALSE;
            unmap_fail := FALSE;
            vma := IF last \in mapped THEN 1 ELSE 0;
            page := last;
            goto shrink_unlock;
        };
    }
    else
