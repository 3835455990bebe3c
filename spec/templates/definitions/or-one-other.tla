    \* The PTEs of the CPU's range that have this value, and one that stands for all others.  The
    \* CPU does nothing about those: they lead to one state, in which it has forgotten which it was.
    OrOneOther(cpu, value) ==
        LET range  == FirstOf(cpu)..LastOf(cpu)
            theirs == {i \in range : pte[VmaOf(cpu)][i] = value}
        IN IF theirs = range
           THEN range
           ELSE theirs \union {CHOOSE i \in range : i \notin theirs}
