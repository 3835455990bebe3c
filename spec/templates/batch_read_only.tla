    \* get_and_clear_ptes() gives the first PTE of the batch; all are restored as that was.
    if (nr = 0) pteval_read_only := addr \in read_only[vma];
