\* try_to_unmap() has returned, the first PTE of the second page table maps the folio, and all others are swap entries.
SecondTableTorn ==
    /\ Returned
    /\ STRADDLE > 0
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = STRADDLE THEN "present" ELSE "swap"
