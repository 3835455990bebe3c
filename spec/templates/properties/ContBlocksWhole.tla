ContBlocksWhole ==
    \A v \in Vmas : \A b \in Blocks :
        ptl[TableOf(v, b)] = "nobody" /\ Block(b) \intersect cont[v] # {} =>
            /\ ~split
            /\ \A i \in Block(b) :
                /\ i \in cont[v] /\ pte[v][i] = "present" /\ i \notin hinted[v]
                /\ (i \in reprotected[v]) = (b \in reprotected[v])
