    ptes      |-> pte,
    reclaimed |-> Cardinality(reclaimed),
    slots     |-> Cardinality(swapcache \union {i \in Pages : swap_count[i] > 0}),
    io        |-> Cardinality(written),
