
\* contpte_convert() stores to one PTE of its block after the other, with the CONT bit if it folds.
macro contpte_store(value) {
    if (value = "present" /\ run_alone[self])
        set_cont_pte(self, VmaOf(self), contpte_first + contpte_i)
    else set_pte(self, VmaOf(self), contpte_first + contpte_i, value);
    contpte_i := contpte_i + 1;
}
