    /\ mmap_lock \in [Vmas -> ProcSet \union {"nobody"}]
