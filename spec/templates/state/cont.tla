    \* The PTEs with the CONT bit: pte_cont().  A block is folded in the beginning if it can be.
    cont = [v \in Vmas |-> UNION {Block(b) : b \in {c \in Blocks :
        \A i \in Block(c) : InitialPte(v, i) = "present" /\ i \notin HINTED}}];
    \* Of each CPU: the PTE at hand in contpte_convert(); the last PTE of the run that it changes;
    \* whether that run is a single PTE, or for contpte, whether it folds its block.
    at_hand = [cpu \in ProcSet |-> 0];
    run_last = [cpu \in ProcSet |-> 0];
    run_alone = [cpu \in ProcSet |-> FALSE];
