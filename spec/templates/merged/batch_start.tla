    \* PTEs are cleared in one step, up to the PTE at which the walk looks next, if that is in the
    \* run.  A run has several PTEs only if all of them map the folio.
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
