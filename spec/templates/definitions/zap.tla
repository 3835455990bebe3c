    \* The PTE behind i, up to `last`, is of the run of i: in the same page table, and alike; PTEs
    \* that are present map a folio that is still one.
    GoesOn(v, i, last, value) ==
        /\ ZapsRuns /\ i < last /\ i + 1 # STRADDLE
        /\ pte[v][i + 1] = value /\ (value = "present" => ~split)
