\* try_to_unmap() has returned, all PTEs map the folio, and the walk saw each of them as none.
NeverLocked ==
    /\ Returned
    /\ \A v \in Vmas : aux_stepped_over[v] = Pages /\ \A i \in Pages : pte[v][i] = "present"
