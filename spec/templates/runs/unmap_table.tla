
    \* try_to_unmap_one(): ptep_get_and_clear() to folio_remove_rmap_pte(), to the end of the table
    \* Under the PTL nobody else looks at a PTE: each that maps the folio becomes a swap entry,
    \* and what is none is stepped over.  The folio is in the swap cache, so it is not queued.
    \* A run may begin at PTE first, and one after PTE last.
ttu_clear:
    with (first = addr; last = InTable(addr, Last)) {
        aux_locked :=
            aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim" /\ rmap_lock = "reclaim";
        aux_folio_locked := aux_folio_locked /\ folio_lock = "reclaim";
        swap_count_runs := Runs([i \in Pages \union {first} |->
            swap_count[i] + (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)]);
        mapcount_runs := Runs([i \in Pages \union {first} |->
            mapcount[i] - (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)]);
        aux_unmapped_runs[vma] := Runs([i \in Pages \union {first} |->
            At(aux_unmapped_runs[vma], i)
                \/ (first <= i /\ i <= last /\ pte[vma][i] = "present")]);
        aux_stepped_over_runs[vma] := Runs([i \in Pages \union {first} |->
            At(aux_stepped_over_runs[vma], i)
                \/ (first <= i /\ i <= last /\ pte[vma][i] = "none")]);
        pte_runs[vma] := Runs([i \in Pages \union {first} |->
            IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN "swap" ELSE pte[vma][i]]);
        addr := last;
    };
    goto next_pte;
