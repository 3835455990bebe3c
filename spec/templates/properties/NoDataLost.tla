NoDataLost ==
    /\ \A v \in Vmas : {i \in Pages : pte[v][i] = "swap"} \subseteq swapcache \union written
    /\ Settled => \A v \in Vmas :
        pmd[v] \in {"table", "none"} => \A i \in MustKeep(v) : StillThere(v, i)
