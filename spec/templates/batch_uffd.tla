    \* get_and_clear_ptes() gives the first PTE of the batch; none has the bit of userfaultfd.
    if (nr = 0) pteval_uffd := addr \in uffd[vma];
    uffd[vma] := uffd[vma] \ {addr + nr};
