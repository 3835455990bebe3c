
\* A store to a PMD entry, and the release of the PMD lock.
macro set_pmd(cpu, v, value) {
    aux_locked := aux_locked /\ pmd_lock[v] = cpu;
    pmd[v] := value;
}

macro pmd_unlock(cpu, v) {
    aux_locked := aux_locked /\ pmd_lock[v] = cpu;
    pmd_lock[v] := "nobody";
}

\* folio_remove_rmap_pmd(): as folio_remove_rmap(), if PTEs still map a part of the folio.
macro folio_remove_rmap_pmd(cpu) {
    entire_mapcount := entire_mapcount - 1;
    if (Anon /\ Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {} /\ entire_mapcount = 0
            /\ \E i \in First..Last : mapcount[i] = 0 /\ \E j \in First..Last : mapcount[j] > 0) {
        deferred := TRUE;
        aux_queued_by := cpu;
    };
}
