    \* History: pages whose PTE userspace changed for good.
    aux_userspace = [v \in Vmas |-> {}];
