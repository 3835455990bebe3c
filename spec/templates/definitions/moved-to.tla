    \* Where the PTEs of a VMA move to.
    MovedTo(v) == IF v < VMAS THEN v + 1 ELSE v - 1
