    \* The folio counts as mapped only because some map counts are still to drop.
    SpuriousFailure ==
        /\ FolioMapped
        /\ \A i \in First..Last : mapcount[i] = Cardinality({p \in aux_pending : p[2] = i})
        /\ entire_mapcount = Cardinality({p \in aux_pending : p[2] = NR_PAGES})
