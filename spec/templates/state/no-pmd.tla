    pmd             == [v \in Vmas |-> "table"]
    pmd_lock        == [v \in Vmas |-> "nobody"]
    entire_mapcount == 0
