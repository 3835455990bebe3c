    \* Where mremap() moves the PTEs of a VMA to.
    MovedTo(v) == IF v < VMAS THEN v + 1 ELSE v - 1
