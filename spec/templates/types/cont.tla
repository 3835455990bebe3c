    /\ cont \in [Vmas -> SUBSET Pages]
    /\ reprotected \in [Vmas -> SUBSET Pages] /\ hinted \in [Vmas -> SUBSET Pages]
