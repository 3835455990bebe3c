
\* contpte_convert() stores to PTEs of its block at once, the last of them that at which the walk
\* looks next, if that is one of them.
macro contpte_store(value) {
    with (first = contpte_first + contpte_i;
          last = Unseen(LooksAt(VmaOf(self), vma, addr, pvmw_ptl),
                        first, contpte_first + CONT_PTES - 1)) {
        set_ptes(self, VmaOf(self), first, last, value);
        contpte_i := (last - contpte_first) + 1;
    };
}
