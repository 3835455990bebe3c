    \* PTEs of the run become none for good in one step, up to the PTE at which the walk looks next,
    \* if that is in the run: all others look at a PTE under the PTL, and the walk sees no other
    \* store before its next step.  The map counts drop in a step of their own, as reclaim reads
    \* them without the PTL.  The counts of all swap entries of a run drop in one step: reclaim
    \* reads them under the folio lock to see whether all are zero, and only the last drop can make
    \* them so.  A set of one value makes TLC work it out once, not at each use.
zap_pte:
    with (value \in {pte[VmaOf(self)][zap_i]};
          run_end \in {IF GoesOn(VmaOf(self), zap_i, LastOf(self), value)
                       THEN InTable(zap_i, LastOf(self))
                       ELSE zap_i};
          unlike \in {{i \in (zap_i + 1)..run_end : pte[VmaOf(self)][i] # value}};
          until \in {IF unlike = {} THEN run_end
                     ELSE (CHOOSE i \in unlike : \A j \in unlike : i <= j) - 1};
          last \in {IF value = "present"
                    THEN Unseen(LooksAt(VmaOf(self), vma, addr, pvmw_ptl), zap_i, until)
                    ELSE IF value = "swap" THEN until ELSE zap_i}) {
        aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \union zap_i..last;
        if (value = "swap") {
            swap_count := [i \in Pages |->
                swap_count[i] - (IF zap_i <= i /\ i <= last THEN 1 ELSE 0)];
            zap_i := last;
            goto zap_swap;
        }
        else {
            \* What is neither is another page, or a migration entry without a map count.
            if (value # "none") set_ptes(self, VmaOf(self), zap_i, last, "none");
            if (value # "present") goto zap_next
            else {
                aux_pending := aux_pending \union {<<self, i>> : i \in zap_i..last};
                if (last < until) {
                    zap_i := last + 1;
                    goto zap_pte;
                }
                else zap_i := until;
            };
        };
    };

    \* zap_pte_range(): folio_remove_rmap_pte(), for a run folio_remove_rmap_ptes()
    \* The references go to the gather: more than the mappings account for from now on.
zap_rmap:
    @{ zap_remove_rmap }@;
    refs := [i \in Pages |-> refs[i] + (IF zap_first <= i /\ i <= zap_i THEN 1 ELSE 0)];
    zap_gathered := zap_gathered \union zap_first..zap_i;
    aux_pending := {p \in aux_pending : p[1] # self};
    goto zap_next;

    \* zap_pte_range(): pte_clear_not_present_full() of a swap entry
    \* All of the run in one step, up to the PTE at which the walk looks next, if that is in the
    \* run.
zap_swap:
    with (last \in {Unseen(LooksAt(VmaOf(self), vma, addr, pvmw_ptl), zap_first, zap_i)}) {
        set_ptes(self, VmaOf(self), zap_first, last, "none");
        if (last < zap_i) {
            zap_first := last + 1;
            goto zap_swap;
        };
    };
