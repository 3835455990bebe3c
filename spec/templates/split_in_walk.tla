
    \* try_to_unmap_one(): the walk returned the PMD, with the PMD lock held
    \* A lazyfree folio is split like any other: unmap_huge_pmd_locked(), which dropped it as a
    \* whole, is called by 7.2, and by neither 6.12.117 nor 7.3.4.  An mlocked VMA ends the walk,
    \* and in the newest kernels the folio is mlocked.
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

@% filter written_for("ttu", cpu='"reclaim"', vma="vma", done="walk_pmd") %@
@% include "split_huge_pmd.tla" %@@% endfilter %@
