    \* The PTEs that have no write bit while they are present: !pte_write().
    read_only = [v \in Vmas |-> READ_ONLY];
