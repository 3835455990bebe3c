\* try_to_unmap() has returned, the last PTE maps the folio, and all earlier PTEs are swap entries.
Mirrored ==
    /\ Returned
    /\ NR_PAGES > 1
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = NR_PAGES - 1 THEN "present" ELSE "swap"
