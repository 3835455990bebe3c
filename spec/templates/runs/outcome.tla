    ptes      |-> pte_runs,
    reclaimed |-> reclaimed_runs,
    slots     |-> Runs([i \in Pages |-> i \in swapcache \/ swap_count[i] > 0]),
    io        |-> written_runs,
