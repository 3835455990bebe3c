\* try_to_unmap() has returned in this pass, and the next one has not begun.  The state says so and
\* no label: the pass has come to a VMA, and reclaim walks the reverse map no more.
Returned == vma > 0 /\ rmap_lock # "reclaim"

\* No CPU holds a PTL@{ ' or a PMD lock' if pmd else '' }@, so no PTE is in between.
Settled ==
@% if pmd %@
    /\ \A v \in Vmas : pmd_lock[v] = "nobody"
@% endif %@
    /\ \A t \in Tables : ptl[t] = "nobody"

\* VMA v maps a page of the folio.
Maps(v) == @{ 'pmd[v] \\in {"huge", "invalid"} \\/ ' if pmd else '' }@\E i \in Pages : pte[v][i] = "present"

\* All PTEs that VMA v has for some pages are the same.
Alike(v, pages) ==
    \E value \in {"present", "none", "swap", "other", "migration", "hwpoison"} :
        \A i \in pages : pte[v][i] = value

\* Nobody else has begun to do anything: a writer that is back at its first label in the middle of
\* its range has other variables than in the beginning.
Undisturbed ==
@% for writer in writers %@
    /\ \A cpu \in @{ writer.constant }@ :
        pc[cpu] = "@{ writer.first_label }@" /\ @{ writer.as_it_began }@
@% endfor %@
    /\ TRUE

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants

\* @{ sentence("TypeOK") }@
TypeOK ==
@% if by_runs %@
    /\ \A v \in Vmas :
        /\ AreRuns(pte_runs[v], {"present", "none", "swap", "other"@{ ', "marker"' if marker else '' }@})
        /\ AreRuns(aux_stepped_over_runs[v], BOOLEAN) /\ AreRuns(aux_unmapped_runs[v], BOOLEAN)
    /\ AreRuns(mapcount_runs, 0..VMAS) /\ AreRuns(swap_count_runs, 0..VMAS)
    /\ AreRuns(swapcache_runs, BOOLEAN)
    /\ AreRuns(written_runs, BOOLEAN) /\ AreRuns(reclaimed_runs, BOOLEAN)
@% else %@
    /\ pte \in [Vmas -> [Pages -> {"present", "none", "swap", "other"@{ ', "migration"' if can_split else '' }@@{ ', "marker"' if marker else '' }@@{ ', "hwpoison"' if folio == 'hugetlb' else '' }@}]]
@% endif %@
    /\ ptl \in [Tables -> ProcSet \union {"nobody"}]
    /\ folio_lock \in ProcSet \union {"nobody"}
    /\ rmap_lock \in ProcSet \union {"nobody"}
@% if not by_runs %@
    /\ mapcount \in [Pages -> 0..VMAS]
    /\ swap_count \in [Pages -> 0..VMAS]
@% endif %@
@% if pmd %@
    /\ pmd \in [Vmas -> {"huge", "invalid", "table", "none"}]
    /\ pmd_lock \in [Vmas -> ProcSet \union {"nobody"}]
    /\ entire_mapcount \in 0..VMAS
@% endif %@
@% if refs %@
    /\ refs \in [Pages -> 0..Cardinality(ProcSet)]
@% endif %@
@% if pins %@
    /\ \A i \in Pages : pins[i] \in 0..refs[i]
@% endif %@
@% if not by_runs %@
    /\ swapcache \subseteq Pages /\ written \subseteq Pages /\ reclaimed \subseteq Pages
@% endif %@
    /\ deferred \in BOOLEAN /\ ret \in BOOLEAN /\ unmap_fail \in BOOLEAN
@% if can_split %@
    /\ split \in BOOLEAN /\ page \in Pages
@% endif %@
@% if mlocked %@
    /\ folio_mlocked \in BOOLEAN
@% endif %@
@% if folio == "lazyfree" %@
    /\ swapbacked \in BOOLEAN /\ folio_dirty \in BOOLEAN /\ pte_dirty \subseteq Pages
@% endif %@
    /\ flags \subseteq {
        @{ ttu_flags | indent(4) }@}
    /\ vma \in 0..VMAS
    /\ addr \in 0..NR_PAGES
    /\ pvmw_ptl \in Tables \union {0}

\* @{ sentence("LockDiscipline") }@
LockDiscipline == aux_locked

\* @{ sentence("PtlReleased") }@
PtlReleased ==
    /\ Returned => \A t \in Tables : ptl[t] # "reclaim"
@% if pmd %@
    /\ Returned => \A v \in Vmas : pmd_lock[v] # "reclaim"
@% endif %@
    /\ \A cpu \in ProcSet : pc[cpu] = "Done" =>
        /\ folio_lock # cpu /\ rmap_lock # cpu
        /\ \A t \in Tables : ptl[t] # cpu
@% if pmd %@
        /\ \A v \in Vmas : pmd_lock[v] # cpu
@% endif %@
@% if refs %@
    /\ (\A cpu \in ProcSet : pc[cpu] = "Done") => \A i \in Pages : refs[i] = 0
@% endif %@

\* @{ sentence("WalkContract") }@
WalkContract ==
    /\ pc["reclaim"] \in {@{ '"ttu_mlock", ' if mlocked else '' }@"ttu_clear"} =>
        pte[vma][@{ pte_at_hand }@] = "present" /\ ptl[TableOf(vma, addr)] = "reclaim"
@% if pmd and not split_before_walk %@
    /\ pc["reclaim"] = "ttu_pmd" => pmd[vma] = "huge" /\ pmd_lock[vma] = "reclaim"
@% endif %@

@% if frees_tables and has("zap") %@
\* @{ sentence("FreedTableIsUnused") }@
FreedTableIsUnused ==
    pvmw_ptl # 0 /\ pc["reclaim"] \notin {"map_pte_same", "map_pte_sync_same", "next_pte_same", "walk_again"} =>
        pmd[vma] = "table"

@% endif %@
\* @{ sentence("MapcountExact") }@
MapcountExact ==
    /\ \A i \in Pages : mapcount[i] >= Cardinality({v \in Vmas : pte[v][i] = "present"})
    /\ Settled => \A i \in Pages :
        mapcount[i] = Cardinality({v \in Vmas : pte[v][i] = "present"})
@% if pmd %@
    /\ entire_mapcount >= Cardinality({v \in Vmas : pmd[v] = "huge"})
    /\ Settled => entire_mapcount = Cardinality({v \in Vmas : pmd[v] = "huge"})
@% endif %@

\* @{ sentence("SwapCountExact") }@
SwapCountExact ==
    Settled => \A i \in Pages : swap_count[i] = Cardinality({v \in Vmas : pte[v][i] = "swap"})

\* @{ sentence("NoPteSkipped") }@
NoPteSkipped ==
    \A v \in Vmas : \A i \in aux_stepped_over[v] : pte[v][i] # "present"

\* @{ sentence("PtlFromPte0") }@
PtlFromPte0 ==
    pvmw_ptl # 0 => aux_ptl_from = IF pvmw_ptl > VMAS /\ First < STRADDLE THEN STRADDLE ELSE First

\* @{ sentence("NoPtlOverEmptyPtes") }@
NoPtlOverEmptyPtes ==
    pvmw_ptl # 0 /\ pc["reclaim"] \in {"this_pte", "next_pte"} =>
        \E i \in @{ '{j \\in Pages : j <= addr}' if by_runs else 'First..addr' }@ : i \in aux_unmapped[vma] \/ pte[vma][i] # "none"

\* @{ sentence("AllOrNothing") }@
AllOrNothing ==
    Returned /\ Settled /\ Large@{ ' /\\ ~aux_faulted' if has("fault") else '' }@ => \A v \in Vmas : Alike(v, Pages)

\* @{ sentence("AllOrNothingAcrossMms") }@
AllOrNothingAcrossMms ==
    Returned@{ ' /\\ ~split' if can_split else '' }@@{ ' /\\ ~aux_faulted' if has("fault") else '' }@ =>
        \/ \A v \in Vmas : aux_unmapped[v] = {}
        \/ \A v \in Vmas : ~Maps(v)

\* @{ sentence("NotTornByReclaim") }@
NotTornByReclaim ==
    Returned /\ Large@{ ' /\\ ~aux_faulted' if has("fault") else '' }@ =>
        \A v \in Vmas : aux_unmapped[v] = {} \/ ~Maps(v)

\* @{ sentence("Uniform") }@
Uniform ==
    Returned /\ Settled /\ Large =>
        \A v \in Vmas : \A b \in @{ '{i - (i % CONT_PTES) : i \\in Pages}' if by_runs else 'Blocks' }@ :
            @{ 'Block(b) \\intersect aux_userspace[v] # {} \\/ ' if userspace else '' }@Alike(v, Block(b))

\* @{ sentence("ReclaimedWhenUndisturbed") }@
ReclaimedWhenUndisturbed ==
    pc["reclaim"] \in {"shrink_unlock", "shrink_next", "Done"} /\ Undisturbed@{ ' /\\ ("TTU_IGNORE_MLOCK" \\in flags \\/ \\A v \\in MLOCKED : ~Maps(v))' if mlocked else '' }@@{ ' /\\ ret' if "swap_count" in shortages else '' }@
        => reclaimed = Pages

\* @{ sentence("KeptWholeOnFailure") }@
KeptWholeOnFailure ==
    Returned /\ folio_lock = "reclaim" /\ Large /\ FolioMapped =>
        \A v \in Vmas : aux_unmapped[v] = {}
@% if late_rmap %@

\* @{ sentence("NoSpuriousUnmapFailure") }@
NoSpuriousUnmapFailure == ~aux_spurious
@% endif %@
@% if folio in ("anon", "lazyfree") %@

\* @{ sentence("NoSwapIoForKeptFolio") }@
NoSwapIoForKeptFolio ==
    \A v \in Vmas :
@% if pmd %@
        /\ written # {} => pmd[v] \notin {"huge", "invalid"}
@% endif %@
        /\ \A i \in written : pte[v][i] # "present"@{ ' \\/ i \\in aux_userspace[v]' if userspace else '' }@

\* @{ sentence("NoSwapSpaceForKeptFolio") }@
NoSwapSpaceForKeptFolio ==
    pc["reclaim"] @{ '\\in {"shrink_next_page", "shrink_unlock"}' if can_split else '= "shrink_unlock"' }@ /\ unmap_fail => swapcache \intersect @{ 'Pages' if by_runs else '(First..Last)' }@ = {}

\* @{ sentence("NotQueuedForSplitByReclaim") }@
NotQueuedForSplitByReclaim == aux_queued_by # "reclaim"
@% endif %@
@% if pins %@

\* @{ sentence("DroppedOnlyUnpinned") }@
DroppedOnlyUnpinned ==
    \A cpu \in GUP : pc[cpu] = "gup_use" => gup_i[cpu] \notin reclaimed
@% endif %@
@% if has("fault") %@

\* @{ sentence("NoExtraFaults") }@
NoExtraFaults == ~aux_extra_fault
@% endif %@

