RmapNamesPte ==
    \A v \in Vmas : \A i \in Pages : pte[v][i] \in {"present", "migration"} => rmap_vma[i] = v
