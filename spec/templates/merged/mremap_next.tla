    \* The next PTE is the one that the walk looks at, at the old place or the new.  Those before it
    \* are moved here in one step, unseen: all others look at a PTE under one of the two PTLs, and
    \* both are held.  If the walk looks at a PTE behind all that are left, they move at once; where
    \* it could catch up, there is a behaviour in which this CPU makes its step later.
mremap_next:
    with (old \in {VmaOf(self)}; new \in {MovedTo(old)};
          last \in {InTable(mremap_i, LastOf(self))};
          looked \in {(LooksAt(old, vma, addr, pvmw_ptl) \union LooksAt(new, vma, addr, pvmw_ptl))
                          \intersect ((mremap_i + 1)..last)};
          until \in {IF looked = {} THEN last + 1 ELSE CHOOSE i \in looked : TRUE};
          moved \in {{i \in (mremap_i + 1)..(until - 1) :
                         pte[old][i] # "none" /\ pte[new][i] = "none"}}) {
        aux_locked := aux_locked /\ ptl[TableOf(old, mremap_i)] = self
                                 /\ ptl[TableOf(new, mremap_i)] = self;
        aux_userspace := [v \in Vmas |->
            aux_userspace[v] \union (IF v \in {old, new} THEN moved ELSE {})];
        pte := [v \in Vmas |-> [i \in Pages |->
            IF i \notin moved \/ v \notin {old, new} THEN pte[v][i]
            ELSE IF v = old THEN "none" ELSE pte[old][i]]];
        mremap_i := until;
    };
