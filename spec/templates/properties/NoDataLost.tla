NoDataLost ==
    /\ \A v \in Vmas : \A i \in Pages : pte[v][i] = "swap" => i \in swapcache \/ i \in written
    /\ Settled => \A v \in Vmas :
        pmd[v] \in {"table", "none"} => \A i \in MustKeep(v) : StillThere(v, i)
