    \* Where PTEs of VMA v may begin to differ from those before.  OneOf: one block, for several
    \* that no CPU can tell apart, and nothing if there is no block.
    FirstsOfRuns(v) == Pages
    OneOf(blocks)   == IF blocks = {} THEN {} ELSE {CHOOSE i \in blocks : TRUE}
