    \* The last PTE of the run that mprotect_folio_pte_batch() finds: PTEs with the same protection.
    LastAlike(v, first, last) ==
        Least({i \in first..last :
            \/ pte[v][first] # "present" \/ split \/ i = last \/ i + 1 = STRADDLE
            \/ pte[v][i + 1] # "present"
            \/ (i \in cont[v]) # (i + 1 \in cont[v])
            \/ (i \in hinted[v]) # (i + 1 \in hinted[v])
            \/ (i \in reprotected[v]) # (i + 1 \in reprotected[v])})
    \* contpte_set_ptes(): a block that the run has as a whole gets the CONT bit.
    SetsCont(v, i, last) ==
        /\ CONT_PTES > 1 /\ FirstOfBlock(i) + CONT_PTES - 1 <= last
        /\ (i = FirstOfBlock(i) \/ FirstOfBlock(i) \in cont[v])
