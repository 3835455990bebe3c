
\* All PTEs of a page table that no CPU can reach yet begin to map the folio.
macro fill_table(v) {
    mapcount_runs := Runs([i \in Pages |-> mapcount[i] + 1]);
    pte_runs[v] := All("present");
}
