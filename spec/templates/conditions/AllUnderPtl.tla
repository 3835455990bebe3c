\* Reclaim has unmapped every page in every VMA, so that the walk had all their PTEs under the PTL.
AllUnderPtl ==
    /\ Returned
    /\ \A v \in Vmas : \A i \in Pages : pte[v][i] = "swap"
