    /\ read_only \in [Vmas -> SUBSET Pages] /\ pteval_read_only \in BOOLEAN
