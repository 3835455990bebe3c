
    (***********************************************************************
     The newest kernels unmap lazyfree and file folios in batches: from the first
     PTE that the walk returns on, all that follow and map the folio are one batch,
     up to the end of the page table.  All are cleared, the counts are looked at
     once, and all map counts drop, or all are restored.

     Left out: batches that end where soft-dirty differs, or the write bit but for
     `read_only`.
     ***********************************************************************)

    \* try_to_unmap_one(): folio_unmap_pte_batch(), get_and_clear_ptes(nr_pages)
    \* One PTE of the batch is none from here on.  What is anonymous and swapbacked is no batch.
