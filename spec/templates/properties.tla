\* try_to_unmap_one() has returned.
Returned == pc["reclaim"] = "Done"

\* The folio is torn: in one VMA, a PTE still maps it and another is a swap entry.
Torn == \E v \in Vmas : \E i, j \in Pages :
            pte[v][i] = "present" /\ pte[v][j] = "swap"

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants

\* @{ sentence("TypeOK") }@
TypeOK ==
    /\ pte \in [Vmas -> [Pages -> {"present", "none", "swap"}]]
    /\ ptl \in [Tables -> ProcSet \union {"nobody"}]
    /\ aux_stepped_over \in [Vmas -> SUBSET Pages]
    /\ aux_locked \in BOOLEAN
    /\ vma \in Vmas
    /\ addr \in 0..NR_PAGES
    /\ pvmw_ptl \in Tables \union {0}

\* @{ sentence("LockDiscipline") }@
LockDiscipline ==
    /\ aux_locked
    /\ \A cpu \in ProcSet : pc[cpu] = "Done" => \A t \in Tables : ptl[t] # cpu

\* @{ sentence("WalkContract") }@
WalkContract ==
    pc["reclaim"] = "ttu_clear" =>
        pte[vma][addr] = "present" /\ ptl[TableOf(vma, addr)] = "reclaim"

\* @{ sentence("NoPteSkipped") }@
NoPteSkipped ==
    \A v \in Vmas : \A i \in aux_stepped_over[v] : pte[v][i] # "present"

\* @{ sentence("AllOrNothing") }@
AllOrNothing == Returned => ~Torn

