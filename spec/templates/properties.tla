\* try_to_unmap() has returned in this pass, and the next pass has not begun.  This is read from the
\* state and from no label: the pass has reached a VMA, and reclaim no longer holds the rmap lock.
Returned == vma > 0 /\ rmap_lock # "reclaim"

\* No CPU holds a PTL or a PMD lock, so no PTE is in between.
Settled ==
    /\ \A v \in Vmas : pmd_lock[v] = "nobody"
    /\ \A t \in Tables : ptl[t] = "nobody"

\* VMA v maps a page of the folio.
Maps(v) == pmd[v] \in {"huge", "invalid"} \/ \E i \in Pages : pte[v][i] = "present"

\* How many VMAs have this value in their PTE of page i.  For a single VMA TLC makes no set.
Holding(value, i) ==
    IF VMAS = 1
    THEN IF pte[1][i] = value THEN 1 ELSE 0
    ELSE Cardinality({v \in Vmas : pte[v][i] = value})

\* VMA v has the same PTE value for all of these pages.
Alike(v, pages) ==
    \E value \in {"present", "none", "swap", "other", "migration", "hwpoison"} :
        \A i \in pages : pte[v][i] = value

\* No other CPU has taken a step.  The label alone does not say so: a writer that is back at its
\* first label in the middle of its range differs from its first state in its variables.
Undisturbed ==
    @{ undisturbed }@
@% if folio in ("anon", "lazyfree") %@

\* MustKeep: the pages of VMA v that must not get lost.  StillThere: a page is mapped, in swap,
\* given up (zapped or moved away), or in another page (copied or read back).
MustKeep(v) == @{ must_keep }@
@% if moves %@
IsThere(v, i) ==
    \/ pte[v][i] \in {"present", "swap", "migration"}
    \/ i \in aux_userspace[v] /\ (GivesUp \/ pte[v][i] = "other")
StillThere(v, i) == IsThere(v, i) \/ IsThere(MovedTo(v), i)
@% else %@
StillThere(v, i) ==
    \/ pte[v][i] \in {"present", "swap", "migration"}@{ and_reached }@
    \/ i \in aux_userspace[v] /\ (GivesUp \/ pte[v][i] = "other")
@% endif %@
@% endif %@

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants
@% for name in safety %@@% include "property.tla" %@@% endfor %@

-----------------------------------------------------------------------------
\* LIVENESS, under fairness of each CPU; checked in a run of its own
@{ fairness }@
@% for name in liveness %@@% include "property.tla" %@@% endfor %@
