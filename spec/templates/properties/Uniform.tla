Uniform ==
    Returned /\ Settled /\ Large =>
        \A v \in Vmas : \A b \in Blocks :
            Block(b) \intersect aux_userspace[v] # {} \/ Alike(v, Block(b))
