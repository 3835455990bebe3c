    /\ \A v \in Vmas :
        /\ AreRuns(pte_runs[v], PteValues)
        /\ AreRuns(aux_stepped_over_runs[v], BOOLEAN) /\ AreRuns(aux_unmapped_runs[v], BOOLEAN)
    /\ AreRuns(mapcount_runs, 0..VMAS) /\ AreRuns(swap_count_runs, 0..VMAS)
    /\ AreRuns(swapcache_runs, BOOLEAN)
    /\ AreRuns(written_runs, BOOLEAN) /\ AreRuns(reclaimed_runs, BOOLEAN)
    /\ \A i \in Pages : refs[i] \in 0..Cardinality(ProcSet)
