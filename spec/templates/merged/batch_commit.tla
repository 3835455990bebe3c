    \* PTEs of the run are as they were, the last of them that at which the walk looks next, if
    \* that is one of them; batch_i is the run's last.
batch_commit:
    with (last = Unseen(LooksAt(VmaOf(self), vma, addr, pvmw_ptl), batch_first, batch_i)) {
        set_ptes(self, VmaOf(self), batch_first, last, batch_old);
        if (last < batch_i) {
            batch_first := last + 1;
            goto batch_commit;
        }
        else batch_i := batch_i + 1;
    };
