\* try_to_unmap() has returned, and of the second page table the first PTE maps the folio, while all
\* others are swap entries.
SecondTableTorn ==
    /\ Returned
    /\ STRADDLE > 0
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = STRADDLE THEN "present" ELSE "swap"
