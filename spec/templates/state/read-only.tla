    \* The PTEs without a write bit, as far as they are present: !pte_write().
    read_only = [v \in Vmas |-> READ_ONLY];
