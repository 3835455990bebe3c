\* The folio was split after reclaim had unmapped a part of it in this pass; a page of it is mapped.
PartLeftThenSplit ==
    /\ split
    /\ \E v \in Vmas : aux_unmapped[v] # {} /\ \E i \in Pages : pte[v][i] = "present"
