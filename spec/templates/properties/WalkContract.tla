WalkContract ==
    /\ pc["reclaim"] \in {"ttu_mlock", "ttu_clear"} =>
        pte[vma][@{ pte_at_hand }@] = "present" /\ ptl[TableOf(vma, addr)] = "reclaim"
    /\ pc["reclaim"] = "ttu_pmd" => pmd[vma] = "huge" /\ pmd_lock[vma] = "reclaim"
