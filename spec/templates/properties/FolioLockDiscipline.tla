FolioLockDiscipline ==
    /\ aux_folio_locked
    /\ pc["reclaim"] \notin {"shrink_trylock", "poison_lock", "shrink_next", "Done"}
        => folio_lock = "reclaim"
@% for each in with_folio_lock(algorithm) %@
    /\ \A cpu \in @{ each.cpus }@ : pc[cpu] \in @{ each.labels }@ => folio_lock = cpu
@% endfor %@
