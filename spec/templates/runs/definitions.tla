    \* RUNS: functions from the first page of each run to its value.  Neighbouring runs differ.
    AllPages == 0..(NR_PAGES - 1)
    All(value) == [i \in {0} |-> value]
    \* The value of page i.
    At(runs, i) == runs[CHOOSE s \in DOMAIN runs : s <= i /\ \A t \in DOMAIN runs : s < t => i < t]
    \* Runs from a function of some pages, each of which stands for all pages before the next one.
    Runs(f) == [i \in {s \in DOMAIN f : s = 0 \/ f[s] # At(f, s - 1)} |-> f[i]]
    \* The runs after the pages first..last have got a value.
    Put(runs, first, last, value) ==
        Runs([i \in DOMAIN runs \union ({first, last + 1} \intersect AllPages) |->
            IF first <= i /\ i <= last THEN value ELSE At(runs, i)])
    AreRuns(runs, values) ==
        /\ 0 \in DOMAIN runs /\ DOMAIN runs \subseteq AllPages
        /\ \A i \in DOMAIN runs : runs[i] \in values /\ (i = 0 \/ runs[i] # At(runs, i - 1))

    \* Pages that stand for all others: the first page of every run, and the pages that other
    \* expressions name.
    Pages ==
        (AllPages \intersect {0, 1, CONT_PTES, STRADDLE, STRADDLE + 1, NR_PAGES - 1})
        \union UNION {DOMAIN pte_runs[v] \union DOMAIN aux_stepped_over_runs[v]
                          \union DOMAIN aux_unmapped_runs[v] : v \in Vmas}
        \union DOMAIN mapcount_runs \union DOMAIN swap_count_runs
        \union DOMAIN swapcache_runs \union DOMAIN written_runs \union DOMAIN reclaimed_runs
    \* Of the pages first..last: these two, and the last page of each run between them.
    LastOfRuns(first, last) ==
        {first, last} \union {i \in {j - 1 : j \in Pages \ {0}} : first <= i /\ i <= last}

    \* The values per page, read from the runs.
    pte        == [v \in Vmas |-> [i \in AllPages |-> At(pte_runs[v], i)]]
    mapcount   == [i \in AllPages |-> At(mapcount_runs, i)]
    swap_count == [i \in AllPages |-> At(swap_count_runs, i)]
    swapcache  == {i \in Pages : At(swapcache_runs, i)}
    written    == {i \in Pages : At(written_runs, i)}
    reclaimed  == {i \in Pages : At(reclaimed_runs, i)}
    aux_stepped_over == [v \in Vmas |-> {i \in Pages : At(aux_stepped_over_runs[v], i)}]
    aux_unmapped     == [v \in Vmas |-> {i \in Pages : At(aux_unmapped_runs[v], i)}]

    FolioPages == Pages
    \* The first PTE of each aligned CONT block that has a page in Pages; those pages of one block.
    Blocks   == {i - (i % CONT_PTES) : i \in Pages}
    Block(i) == {i} \union {j \in Pages : i < j /\ j < i + CONT_PTES}
    \* All pages are alike in the beginning.
    InitiallyDeferred == FALSE
