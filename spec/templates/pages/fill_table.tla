
\* The PTEs of a page table that nobody can reach yet map the folio.
macro fill_table(v) {
    mapcount := [i \in Pages |-> mapcount[i] + 1];
    pte[v] := [i \in Pages |-> "present"];
}
