SwapCountExact ==
    Settled => \A i \in Pages : swap_count[i] = Cardinality({v \in Vmas : pte[v][i] = "swap"})
