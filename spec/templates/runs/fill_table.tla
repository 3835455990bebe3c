
\* The PTEs of a page table that nobody can reach yet map the folio.
macro fill_table(v) {
    mapcount_runs := Runs([i \in Pages |-> mapcount[i] + 1]);
    pte_runs[v] := All("present");
}
