PinnedStaysMapped ==
    Settled => \A cpu \in GUP : pc[cpu] = "gup_use" =>
        \/ pte[VmaOf(cpu)][gup_i[cpu]] \in {"present", "migration"}
        \/ pmd[VmaOf(cpu)] = "huge"
        \/ gup_i[cpu] \in aux_userspace[VmaOf(cpu)] /\ pte[VmaOf(cpu)][gup_i[cpu]] # "swap"
