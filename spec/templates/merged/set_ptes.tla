
\* The same for the PTEs first..last of one page table, in one step.
macro set_ptes(cpu, v, first, last, value) {
    aux_locked := aux_locked /\ ptl[TableOf(v, first)] = cpu;
    pte[v] := [i \in Pages |-> IF i < first \/ i > last THEN pte[v][i] ELSE value];
}
