    \* Where PTEs of VMA v may begin to differ from those before; one of several blocks that nobody
    \* can tell apart, none of none.
    FirstsOfRuns(v) == DOMAIN pte_runs[v]
    OneOf(blocks)   == IF blocks = {} THEN {} ELSE {CHOOSE i \in blocks : TRUE}
