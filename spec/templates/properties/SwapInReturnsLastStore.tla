SwapInReturnsLastStore ==
    Settled => \A v \in Vmas : \A i \in aux_userspace[v] :
        pte[v][i] = "other" => page_data[i] = last_store[i]
