MlockRestored ==
    Returned /\ ~split /\ vma \in MLOCKED /\ "TTU_IGNORE_MLOCK" \notin flags
        /\ (STRADDLE = 0 \/ ~Large) /\ ~aux_faulted
        /\ aux_stepped_over[vma] = {} /\ aux_userspace[vma] = {}
        /\ (\A i \in Pages : pte[vma][i] = "present")
        => folio_mlocked
