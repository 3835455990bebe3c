\* A page without a swap entry needs no count above nought.
SlotInUseKept ==
    /\ \A i \in Pages : swap_count[i] >= 0
    /\ \A v \in Vmas : \A i \in {j \in Pages : pte[v][j] = "swap"} :
        swap_count[i] >= Cardinality({w \in Vmas :
            pte[w][i] = "swap" /\ ptl[TableOf(w, i)] \in {"nobody", "reclaim"}})
