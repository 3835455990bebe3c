    pteval_uffd = FALSE; \* pte_uffd(pteval), of the first PTE of the batch
    marked = 0;         \* PTEs of the batch that have got their marker
