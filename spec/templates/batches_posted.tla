
    (***********************************************************************
     The policy, as in the series "Optimize anonymous large folio unmapping" (v4,
     May 2026): swapbacked anonymous folios are unmapped in batches too.  From any
     PTE that the walk returns on, those that follow, map the folio and have the
     same write bit are one batch, up to the end of the page table.  All are
     cleared and flushed at once.

     Their pages can differ in PageAnonExclusive.  So __ttu_anon_folio() goes on
     in sub-batches of pages that are alike in that: the swap counts of all are
     raised, or of none; all that are exclusive are shared, or none; all become
     swap entries; and their map counts drop.  What fails ends the batch: its
     PTEs that are not yet swap entries are restored, and the others stay.

     Left out: batches that end where soft-dirty differs, and uffd markers.
     ***********************************************************************)

    \* try_to_unmap_one(): folio_unmap_pte_batch(), get_and_clear_ptes(nr_pages)
    \* One PTE of the batch is none from here on.
