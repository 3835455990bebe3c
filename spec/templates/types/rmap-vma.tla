    /\ rmap_vma \in [Pages -> Vmas]
