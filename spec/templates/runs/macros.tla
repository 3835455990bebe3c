
\* A store to a PTE that others can reach is made here, so that LockDiscipline sees it.
macro set_pte(cpu, v, i, value) {
    aux_locked := aux_locked /\ ptl[TableOf(v, i)] = cpu;
    pte_runs[v] := Put(pte_runs[v], i, i, value);
}

\* The same for the PTEs first..last of one page table, in one step.
macro set_ptes(cpu, v, first, last, value) {
    aux_locked := aux_locked /\ ptl[TableOf(v, first)] = cpu;
    pte_runs[v] := Put(pte_runs[v], first, last, value);
}

\* begin_pass: a pass begins.  step_over: the walk saw a PTE as none and leaves it behind.
macro begin_pass() {
    aux_stepped_over_runs := [v \in Vmas |-> All(FALSE)];
    aux_unmapped_runs := [v \in Vmas |-> All(FALSE)];
}

macro step_over(v, i) {
    aux_stepped_over_runs[v] := Put(aux_stepped_over_runs[v], i, i, TRUE);
}

\* The folio, with its swap slots.
macro add_to_swap_cache() {
    swapcache_runs := Put(swapcache_runs, First, Last, TRUE);
}

macro leave_swap_cache() {
    swapcache_runs := Put(swapcache_runs, First, Last, FALSE);
}

macro write_folio() {
    written_runs := Put(written_runs, First, Last, TRUE);
}

macro forget_written() {
    written_runs := Put(written_runs, First, Last, FALSE);
}

macro free_folio() {
    reclaimed_runs := Put(reclaimed_runs, First, Last, TRUE);
}
