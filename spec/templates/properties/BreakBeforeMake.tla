BreakBeforeMake ==
    \A v \in Vmas : \A b \in Blocks : \A i, j \in Block(b) :
        pte[v][i] = "present" /\ pte[v][j] = "present" => (i \in cont[v]) = (j \in cont[v])
