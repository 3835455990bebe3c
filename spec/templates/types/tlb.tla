    /\ \A cpu \in USER : tlb[cpu] \subseteq Pages /\ Cardinality(tlb[cpu]) <= 1
    /\ flush_pending \in [Vmas -> BOOLEAN]
