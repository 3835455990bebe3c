    \* LooksAt: the PTE of VMA v that the walk of reclaim loads next without the PTL, if it does.
    \* Unseen: how far stores to first..last may be one step, as the walk can see no PTE but that.
    LooksAt(v, walk_vma, walk_addr, walk_ptl) ==
        IF pc["reclaim"] \in {"map_pte", "next_pte"} /\ walk_ptl = 0 /\ walk_vma = v
        THEN {IF pc["reclaim"] = "next_pte" THEN walk_addr + 1 ELSE walk_addr}
        ELSE {}
    Unseen(looked, first, last) ==
        IF looked = {} \/ looked \intersect first..last = {}
        THEN last
        ELSE CHOOSE i \in looked : TRUE
@% if not by_runs %@
    LastOfRuns(first, last) == first..last
@% endif %@
