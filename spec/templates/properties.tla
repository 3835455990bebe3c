\* try_to_unmap() has returned in this pass, and the next one has not begun.  The state says so and
\* no label: the pass has come to a VMA, and reclaim walks the reverse map no more.
Returned == vma > 0 /\ rmap_lock # "reclaim"

\* No CPU holds a PTL or a PMD lock, so no PTE is in between.
Settled ==
    /\ \A v \in Vmas : pmd_lock[v] = "nobody"
    /\ \A t \in Tables : ptl[t] = "nobody"

\* VMA v maps a page of the folio.
Maps(v) == pmd[v] \in {"huge", "invalid"} \/ \E i \in Pages : pte[v][i] = "present"

\* All PTEs that VMA v has for some pages are the same.
Alike(v, pages) ==
    \E value \in {"present", "none", "swap", "other", "migration", "hwpoison"} :
        \A i \in pages : pte[v][i] = value

\* Nobody else has begun to do anything: a writer that is back at its first label in the middle of
\* its range has other variables than in the beginning.
Undisturbed ==
    @{ undisturbed }@
@% if folio in ("anon", "lazyfree") %@

\* The pages of VMA v that must not get lost, and what is mapped, in swap, given up (zapped or moved
\* away), or in another page (copied or read back).
MustKeep(v) == @{ must_keep }@
StillThere(v, i) ==
    \/ pte[v][i] \in {"present", "swap", "migration"}
    \/ i \in aux_userspace[v] /\ (GivesUp \/ pte[v][i] = "other")
@% endif %@

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants
@% for name in safety %@@% include "property.tla" %@@% endfor %@

-----------------------------------------------------------------------------
\* LIVENESS, under fairness of each CPU; checked in a run of its own
@{ fairness }@
@% for name in liveness %@@% include "property.tla" %@@% endfor %@
