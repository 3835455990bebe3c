    \* Under the PTL no other CPU changes a PTE of the table, so the walk steps over all that are
    \* none in one step.  Without the PTL each load is a step.
    if (pvmw_ptl # 0)
        with (last \in {InTable(addr, Last)};
              there \in {{i \in (addr + 1)..last : pte[vma][i] # "none"}};
              next \in {IF there = {} THEN last + 1
                        ELSE CHOOSE i \in there : \A j \in there : i <= j}) {
            aux_stepped_over[vma] := aux_stepped_over[vma] \union (addr + 1)..(next - 1);
            addr := next;
            if (next <= last) goto this_pte
            else if (next > Last) goto not_found
            else goto @{ "next_table" if straddle else "not_found" }@;
        }
    else {
