NoSwapIoForKeptFolio ==
    \A v \in Vmas :
        /\ written # {} => pmd[v] \notin {"huge", "invalid"}
        /\ \A i \in written : pte[v][i] # "present" \/ i \in aux_userspace[v]
