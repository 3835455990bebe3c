FreedTableIsUnused ==
    pvmw_ptl # 0
        /\ pc["reclaim"] \notin {"map_pte_same", "map_pte_sync_same", "next_pte_same", "walk_again"}
        => pmd[vma] = "table"
