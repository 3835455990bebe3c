MapcountExact ==
    /\ IF Settled
       THEN \A i \in Pages : mapcount[i] = Holding("present", i)
       ELSE \A i \in Pages : mapcount[i] >= Holding("present", i)
    /\ entire_mapcount >= Cardinality({v \in Vmas : pmd[v] = "huge"})
    /\ Settled => entire_mapcount = Cardinality({v \in Vmas : pmd[v] = "huge"})
