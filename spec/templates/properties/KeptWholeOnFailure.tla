KeptWholeOnFailure ==
    Returned /\ folio_lock = "reclaim" /\ Large /\ FolioMapped =>
        \A v \in Vmas : aux_unmapped[v] = {}
