    \* folio->mapping and folio->index: the VMA where the reverse map looks for each page.
    rmap_vma = [i \in Pages |->
        IF \E v \in Vmas : InitialPte(v, i) \in {"present", "swap"}
        THEN CHOOSE v \in Vmas : InitialPte(v, i) \in {"present", "swap"}
        ELSE 1];
