NoPtlOverEmptyPtes ==
    pvmw_ptl # 0 /\ pc["reclaim"] \in {"this_pte", "next_pte"} =>
        \E i \in FolioPages : i <= addr /\ (i \in aux_unmapped[vma] \/ pte[vma][i] # "none")
