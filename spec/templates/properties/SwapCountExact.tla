SwapCountExact ==
    Settled => \A i \in Pages : swap_count[i] = Holding("swap", i)
