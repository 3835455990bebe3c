    \* The last PTE of the run that zap takes at once: PTEs that are alike but for the write bit.
    LastOfRun(v, first, last) ==
        Least({i \in first..last :
            \/ ~GoesOn(v, i, last, "present")
            \/ (i \in cont[v]) # (i + 1 \in cont[v])
            \/ (i \in hinted[v]) # (i + 1 \in hinted[v])})
