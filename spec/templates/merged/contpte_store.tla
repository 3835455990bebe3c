
\* contpte_convert() stores to several PTEs of its block in one step, up to the PTE at which the
\* walk looks next, if that is in the block.
macro contpte_store(value) {
    with (first = contpte_first + contpte_i;
          last = Unseen(LooksAt(VmaOf(self), vma, addr, pvmw_ptl),
                        first, contpte_first + CONT_PTES - 1)) {
        set_ptes(self, VmaOf(self), first, last, value);
        contpte_i := (last - contpte_first) + 1;
    };
}
