\* try_to_unmap() has returned, the last PTE is a swap entry, and all earlier PTEs map the folio.
AllButLastMissed ==
    /\ Returned
    /\ NR_PAGES > 1
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = NR_PAGES - 1 THEN "swap" ELSE "present"
