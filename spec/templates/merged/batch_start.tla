    \* PTEs are cleared, the last of them that at which the walk looks next, if that is one of them.
    \* Only PTEs of the folio make a run of several.
batch_start:
    with (ends = {j \in LastOfRuns(batch_i, InTable(batch_i, LastOf(self))) :
              \/ j = InTable(batch_i, LastOf(self))
              \/ batch_old # "present"
              \/ pte[VmaOf(self)][j + 1] # "present"};
          until = CHOOSE j \in ends : \A k \in ends : j <= k;
          last = Unseen(LooksAt(VmaOf(self), vma, addr, pvmw_ptl), batch_i, until)) {
        set_ptes(self, VmaOf(self), batch_i, last, @{ cleared }@);
        if (last < until) {
            batch_i := last + 1;
            goto batch_start;
        }
        else batch_i := until;
    };
