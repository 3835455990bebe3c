    \* History: pages to which userspace has stored since MADV_FREE, by the VMA that it used.
    aux_stored = [v \in Vmas |-> {}];
