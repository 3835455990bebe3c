AllOrNothing ==
    Returned /\ Settled /\ Large /\ ~aux_faulted => \A v \in Vmas : Alike(v, Pages)
