    \* The PTL of each page table: nobody, or the CPU that holds it.
    ptl = [t \in Tables |-> "nobody"];
