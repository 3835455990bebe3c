\* try_to_unmap_one() has returned.
Returned == pc["reclaim"] = "Done"

\* Every CPU has finished.
AllDone == \A cpu \in ProcSet : pc[cpu] = "Done"

\* The folio is torn: in one VMA, a PTE still maps it and another is a swap entry.
Torn == \E v \in Vmas : \E i, j \in Pages :
            pte[v][i] = "present" /\ pte[v][j] = "swap"

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants

\* @{ sentence("TypeOK") }@
TypeOK ==
    /\ pte \in [Vmas -> [Pages -> {"present", "none", "swap"}]]
    /\ ptl \in [Vmas -> ProcSet \union {"nobody"}]
    /\ aux_stepped_over \in [Vmas -> SUBSET Pages]
    /\ aux_stores_locked \in BOOLEAN
    /\ addr \in 0..NR_PAGES

\* @{ sentence("LockDiscipline") }@
LockDiscipline ==
    /\ aux_stores_locked
    /\ AllDone => \A v \in Vmas : ptl[v] = "nobody"

\* @{ sentence("NoPteSkipped") }@
NoPteSkipped ==
    \A v \in Vmas : \A i \in aux_stepped_over[v] : pte[v][i] # "present"

\* @{ sentence("AllOrNothing") }@
AllOrNothing == Returned => ~Torn

