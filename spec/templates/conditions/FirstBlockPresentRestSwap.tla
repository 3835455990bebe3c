\* All PTEs of the first CONT block still map the folio and all later PTEs are swap entries.
FirstBlockPresentRestSwap ==
    /\ Returned
    /\ CONT_PTES < NR_PAGES
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i < CONT_PTES THEN "present" ELSE "swap"
