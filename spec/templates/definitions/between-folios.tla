    \* __contpte_try_fold(): the pages of a block are not those of one folio; the split has unfolded
    \* what was folded.
    BetweenFolios == split /\ CONT_PTES > 1
