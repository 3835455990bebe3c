MlockRespected ==
    "TTU_IGNORE_MLOCK" \notin flags => \A v \in MLOCKED : aux_unmapped[v] = {}
