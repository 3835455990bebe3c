    \* Two blocks stand for many.  One stands for all blocks that will change and that the walk
    \* cannot read before the PTL is dropped; the other for all blocks that will not change.  The
    \* walk reads the PTE where it is, or where it will begin, and continues while PTEs are none.
    \* `all' has the blocks around each change of value and those right after it; every other block
    \* is equal to one of these.
contpte_lock:
    await \E t \in Tables : ptl[t] = "nobody";
    with (here = LooksAt(VmaOf(self), vma, addr, pvmw_ptl);
          again = IF \/ VMAS > 1 \/ PASSES # 1 \/ STRADDLE > 0 \/ PMD_MAPPED # {}
                     \/ vma = 0 \/ pc["reclaim"] = "try_to_unmap_one"
                  THEN {0, STRADDLE} ELSE {};
          marks = FirstsOfRuns(VmaOf(self)) \union here \union again \union {FirstOf(self)};
          near = {i - (i % CONT_PTES) : i \in marks};
          all = {i \in near \union {j + CONT_PTES : j \in near} :
                     FirstOf(self) <= i /\ i + CONT_PTES - 1 <= LastOf(self)};
          whole = {i \in all : \A j \in marks \union {i} :
                       (i <= j /\ j < i + CONT_PTES) => pte[VmaOf(self)][j] = "present"};
          seen = {i \in whole : \E j \in here \union again :
                      /\ j < i + CONT_PTES
                      /\ \A k \in marks : (j <= k /\ k < i) => pte[VmaOf(self)][k] = "none"};
          block \in seen \union OneOf(whole \ seen) \union OneOf(all \ whole))
        contpte_first := block;
