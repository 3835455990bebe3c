MapcountExact ==
    /\ \A i \in Pages : mapcount[i] >= Cardinality({v \in Vmas : pte[v][i] = "present"})
    /\ Settled => \A i \in Pages :
        mapcount[i] = Cardinality({v \in Vmas : pte[v][i] = "present"})
    /\ entire_mapcount >= Cardinality({v \in Vmas : pmd[v] = "huge"})
    /\ Settled => entire_mapcount = Cardinality({v \in Vmas : pmd[v] = "huge"})
