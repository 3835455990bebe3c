    \* The PMD entry of each VMA: huge maps the folio as a whole, table points to PTEs.
    pmd = [v \in Vmas |-> IF v \in PMD_MAPPED THEN "huge" ELSE "table"];
    \* pmd_lock() of each VMA.
    pmd_lock = [v \in Vmas |-> "nobody"];
    \* folio->_entire_mapcount + 1: how many PMD entries map the folio.
    entire_mapcount = Cardinality(PMD_MAPPED);
