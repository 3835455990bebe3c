AllOrNothingAcrossMms ==
    Returned /\ ~split /\ ~aux_faulted =>
        \/ \A v \in Vmas : aux_unmapped[v] = {}
        \/ \A v \in Vmas : ~Maps(v)
