SlotInUseKept ==
    \A i \in Pages :
        swap_count[i] >= Cardinality({v \in Vmas :
            pte[v][i] = "swap" /\ ptl[TableOf(v, i)] \in {"nobody", "reclaim"}})
