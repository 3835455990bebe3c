    \* mmap_lock of the mm of each VMA, where it is held for writing.
    mmap_lock = [v \in Vmas |-> "nobody"];
