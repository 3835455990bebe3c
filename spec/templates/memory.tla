
-----------------------------------------------------------------------------
\* SAFETY of memory and of data, checked as invariants: asked of the state
@% if folio != "hugetlb" %@

\* @{ sentence("NoUseAfterFree") }@
NoUseAfterFree ==
    \A i \in reclaimed :
        /\ mapcount[i] = 0 /\ i \notin swapcache
        /\ \A v \in Vmas : pte[v][i] \notin {"present", "migration"}
@% if pmd %@
        /\ \A v \in Vmas : pmd[v] \notin {"huge", "invalid"}
@% endif %@
@% if not can_split %@
        /\ ~deferred
@% else %@
        /\ ~split => ~deferred
@% endif %@
@% if refs %@
        /\ refs[i] = 0
@% endif %@
@% if has("fault") %@
        /\ \A cpu \in FAULT : fault_i[cpu] = i => pc[cpu] \notin {
            "fault_lock_folio", "fault_lock", "fault_rmap", "fault_free", "fault_set",
            "fault_free_swap", "fault_unlock", "fault_put", "fault_retry"}
@% endif %@
@% if has("cow") %@
        /\ \A cpu \in COW : cow_i[cpu] = i => pc[cpu] \notin {
            "cow_lock", "cow_clear", "cow_set", "cow_rmap", "cow_unlock", "cow_put"}
@% endif %@
@% for name in ("shrinker", "madvise") if has(name) %@
        /\ \A cpu \in @{ name | upper }@ : i = 0 =>
            pc[cpu] \notin @{ splitting(name) }@
@% endfor %@
@% endif %@
@% if folio in ("anon", "lazyfree") %@

\* @{ sentence("SlotInUseKept") }@
SlotInUseKept ==
    \A i \in Pages :
        swap_count[i] >= Cardinality({v \in Vmas :
            pte[v][i] = "swap" /\ ptl[TableOf(v, i)] \in {"nobody", "reclaim"}})

@% if folio == "anon" or has("store") %@
\* What VMA v had of page i is mapped or in swap@{ ', or given up: zapped or moved away' if gives_up else '' }@@{ ', or in another page: copied or read back' if userspace and not gives_up else '' }@.
StillThere(v, i) ==
    \/ pte[v][i] \in {"present", "swap"@{ ', "migration"' if can_split else '' }@}
@% if userspace %@
    \/ i \in aux_userspace[v]@{ '' if gives_up else ' /\\ pte[v][i] = "other"' }@
@% endif %@

@% endif %@
\* @{ sentence("NoDataLost") }@
NoDataLost ==
    /\ \A v \in Vmas : \A i \in Pages : pte[v][i] = "swap" => i \in swapcache \/ i \in written
@% if folio == "anon" %@
    /\ Settled => \A v \in Vmas : \A i \in Pages :
@% if pmd %@
        (pmd[v] \in {"table", "none"} /\ (v \in PMD_MAPPED \/ InitialPte(v, i) \in {"present", "swap"}))
@% else %@
        InitialPte(v, i) \in {"present", "swap"}
@% endif %@
            => StillThere(v, i)
@% elif has("store") %@
    /\ Settled => \A v \in Vmas : \A i \in aux_stored[v] : StillThere(v, i)
@% endif %@

\* @{ sentence("PartlyMappedQueued") }@
PartlyMappedQueued ==
    Settled /\ Large /\ NR_PAGES > 2 /\ swapcache = {}@{ ' /\\ entire_mapcount = 0' if pmd else '' }@
        /\ (\E i \in Pages : mapcount[i] > 0) /\ (\E i \in Pages : mapcount[i] = 0)
        => deferred
@% endif %@
@% if mlocked and folio != "hugetlb" %@

\* @{ sentence("MlockRespected") }@
MlockRespected == "TTU_IGNORE_MLOCK" \notin flags => \A v \in MLOCKED : aux_unmapped[v] = {}
@% endif %@

\* @{ sentence("FolioLockDiscipline") }@
FolioLockDiscipline ==
    /\ aux_folio_locked
    /\ pc["reclaim"] \notin {"shrink_trylock", "shrink_next", "Done"} => folio_lock = "reclaim"
@% if has("fault") %@
    /\ \A cpu \in FAULT : pc[cpu] \in {
        "fault_lock", "fault_rmap", "fault_free", "fault_set", "fault_free_swap", "fault_unlock",
        "fault_put", "fault_retry"} => folio_lock = cpu
@% endif %@
@% for name in ("shrinker", "madvise") if has(name) %@
    /\ \A cpu \in @{ name | upper }@ : pc[cpu] \in @{ splitting(name) }@ => folio_lock = cpu
@% endfor %@
@% if can_split %@

\* @{ sentence("SplitFrozen") }@
SplitFrozen == aux_split_frozen /\ (split => ~deferred)
@% endif %@
@% if pins and folio in ("anon", "lazyfree") %@

\* @{ sentence("PinnedStaysMapped") }@
PinnedStaysMapped ==
    Settled => \A cpu \in GUP : pc[cpu] = "gup_use" =>
        \/ pte[VmaOf(cpu)][gup_i[cpu]] \in {"present", "migration"}
@% if pmd %@
        \/ pmd[VmaOf(cpu)] = "huge"
@% endif %@
@% if userspace %@
        \/ gup_i[cpu] \in aux_userspace[VmaOf(cpu)] /\ pte[VmaOf(cpu)][gup_i[cpu]] # "swap"
@% endif %@
@% endif %@
