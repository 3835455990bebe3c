\* try_to_unmap() has returned, PTE0 maps the folio, and all later PTEs are swap entries.
Pte0PresentRestSwap ==
    /\ Returned
    /\ NR_PAGES > 1
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = 0 THEN "present" ELSE "swap"
