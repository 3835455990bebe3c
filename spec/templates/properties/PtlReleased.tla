PtlReleased ==
    /\ Returned => \A t \in Tables : ptl[t] # "reclaim"
    /\ Returned => \A v \in Vmas : pmd_lock[v] # "reclaim"
    /\ \A cpu \in ProcSet : pc[cpu] = "Done" =>
        /\ folio_lock # cpu /\ rmap_lock # cpu
        /\ \A t \in Tables : ptl[t] # cpu
        /\ \A v \in Vmas : pmd_lock[v] # cpu@{ and_no_mmap_lock }@
    /\ (\A cpu \in ProcSet : pc[cpu] = "Done") => \A i \in Pages : refs[i] = 0
