    \* History: pages whose PTE the walk saw as none, with or without the PTL, and left behind.
    aux_stepped_over = [v \in Vmas |-> {}];
    \* History: pages that reclaim has unmapped in this pass.  set_pte() updates it.
    aux_unmapped = [v \in Vmas |-> {}];
