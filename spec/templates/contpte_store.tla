
\* contpte_convert() stores to one PTE of its block after the other.
macro contpte_store(value) {
    set_pte(self, VmaOf(self), contpte_first + contpte_i, value);
    contpte_i := contpte_i + 1;
}
