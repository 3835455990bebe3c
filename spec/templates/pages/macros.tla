
\* A store to a PTE that others can reach is made here, so that LockDiscipline sees it.
macro @{ store_pte }@(cpu, v, i, value) {
    aux_locked := aux_locked /\ ptl[TableOf(v, i)] = cpu /\ (cpu = "reclaim" => rmap_lock = cpu);
    aux_folio_locked := aux_folio_locked /\ (cpu = "reclaim" => folio_lock = cpu);
    \* A migration entry does not count as unmapped: the split that stores it maps the page again.
    if (cpu = "reclaim" /\ value # "migration")
        aux_unmapped[v] :=
            IF value = "present" THEN aux_unmapped[v] \ {i} ELSE aux_unmapped[v] \union {i};
    pte[v][i] := value;
}

\* folio_remove_rmap_pte(): drops the map count, and queues a folio that is partly mapped from now
\* on.  deferred_split_folio() does nothing for a folio of two pages or one in the swap cache.  The
\* test needs the map counts after the drop; FolioMapped would read those before it.
macro folio_remove_rmap(cpu, i) {
    mapcount[i] := mapcount[i] - 1;
    if (Anon /\ Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {}
            /\ mapcount[i] = 0 /\ entire_mapcount = 0
            /\ (QueuesUnmapped \/ \E j \in First..Last : mapcount[j] > 0)) {
        deferred := TRUE;
        aux_queued_by := cpu;
    };
}

\* begin_pass: a pass begins.  step_over: the walk saw a PTE as none and leaves it behind.
macro begin_pass() {
    aux_stepped_over := [v \in Vmas |-> {}];
    aux_unmapped := [v \in Vmas |-> {}];
}

macro step_over(v, i) {
    aux_stepped_over[v] := aux_stepped_over[v] \union {i};
}

\* The folio that reclaim works on, or one page of it after a split, with its swap slots.
macro add_to_swap_cache() {
    swapcache := swapcache \union First..Last;
}

macro leave_swap_cache() {
    swapcache := swapcache \ (First..Last);
}

macro write_folio() {
    written := written \union First..Last;
}

macro forget_written() {
    written := written \ (First..Last);
}

macro free_folio() {
    reclaimed := reclaimed \union First..Last;
}
