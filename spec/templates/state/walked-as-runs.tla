    \* History: pages whose PTE the walk saw as none, with or without the PTL, and left behind.
    aux_stepped_over_runs = [v \in Vmas |-> All(FALSE)];
    \* History: pages that reclaim has unmapped in this pass.  set_pte() updates it.
    aux_unmapped_runs = [v \in Vmas |-> All(FALSE)];
