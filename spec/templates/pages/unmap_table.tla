
    \* try_to_unmap_one(): ptep_get_and_clear() to folio_remove_rmap_pte(), to the end of the table
    \* Under the PTL nobody else looks at a PTE: each that maps the folio becomes a swap entry,
    \* and what is none is stepped over.  The folio is in the swap cache, so it is not queued.
ttu_clear:
    with (first = addr; last = InTable(addr, Last)) {
        aux_locked :=
            aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim" /\ rmap_lock = "reclaim";
        aux_folio_locked := aux_folio_locked /\ folio_lock = "reclaim";
        swap_count := [i \in Pages |->
            swap_count[i] + (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)];
        mapcount := [i \in Pages |->
            mapcount[i] - (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)];
        aux_unmapped[vma] := aux_unmapped[vma] \union {i \in first..last : pte[vma][i] = "present"};
        aux_stepped_over[vma] :=
            aux_stepped_over[vma] \union {i \in first..last : pte[vma][i] = "none"};
        pte[vma] := [i \in Pages |->
            IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN "swap" ELSE pte[vma][i]];
        addr := last;
    };
    goto next_pte;
