
\* All PTEs of a page table that no CPU can reach yet begin to map the folio.
macro fill_table(v) {
    mapcount := [i \in Pages |-> mapcount[i] + 1];
    pte[v] := [i \in Pages |-> "present"];
}
