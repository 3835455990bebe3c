
    \* try_to_unmap_one(): the walk returned the PMD, with the PMD lock held
    \* A lazyfree folio is split like any other.  Linux 7.2 drops it whole, by
    \* unmap_huge_pmd_locked(), which 6.12.117 and 7.3.4 do not call.  In an mlocked VMA the walk
    \* ends here, and the newest kernels mlock the folio.
ttu_pmd:
@% if mlocked %@
    if (vma \in MLOCKED /\ "TTU_IGNORE_MLOCK" \notin flags) {
        pmd_unlock("reclaim", vma);
        ret := FALSE;
        folio_mlocked := folio_mlocked \/ MlocksAtPmd;
        goto ttu_return;
    };
@% else %@
    skip;
@% endif %@

@% filter as_part_of("ttu", cpu='"reclaim"', vma="vma", done="walk_pmd") %@
@% include "split_huge_pmd.tla" %@@% endfilter %@
