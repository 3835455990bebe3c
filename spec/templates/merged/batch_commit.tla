    \* PTEs of the run get back their old value in one step, up to the PTE at which the walk looks
    \* next, if that is in the run.  batch_i is the last PTE of the run.
batch_commit:
    with (last = Unseen(LooksAt(VmaOf(self), vma, addr, pvmw_ptl), batch_first, batch_i)) {
        set_ptes(self, VmaOf(self), batch_first, last, batch_old);
        if (last < batch_i) {
            batch_first := last + 1;
            goto batch_commit;
        }
        else batch_i := batch_i + 1;
    };
