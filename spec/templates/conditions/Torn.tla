\* Some mm has a PTE that maps the folio and one that is a swap entry.
Torn ==
    /\ Returned
    /\ \E v \in Vmas : \E i, j \in Pages : pte[v][i] = "present" /\ pte[v][j] = "swap"
