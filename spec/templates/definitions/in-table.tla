    \* The last PTE that is in the same page table as PTE i, and not beyond `last`.
    InTable(i, last) == IF i < STRADDLE /\ STRADDLE <= last THEN STRADDLE - 1 ELSE last
