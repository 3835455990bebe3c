    pteval_read_only = FALSE; \* !pte_write(pteval), of the first PTE of the batch
