    \* The pages from one on, up to `last`, that are alike in it.
    SubBatch(first, last) ==
        {i \in first..last : \A j \in first..i : (j \in SHARED) = (first \in SHARED)}
