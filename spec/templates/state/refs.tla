    \* References to each page beyond those of its mappings and of the swap cache.
    refs = [i \in Pages |-> 0];
