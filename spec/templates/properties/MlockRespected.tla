\* Asked where reclaim holds no PTL: a CONT block that it unfolds for a split is none for a moment.
MlockRespected ==
    "TTU_IGNORE_MLOCK" \notin flags /\ (\A t \in Tables : ptl[t] # "reclaim")
        => \A v \in MLOCKED : aux_unmapped[v] = {}
