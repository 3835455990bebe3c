NotTornByReclaim ==
    Returned /\ Large /\ ~aux_faulted =>
        \A v \in Vmas : aux_unmapped[v] = {} \/ ~Maps(v)
