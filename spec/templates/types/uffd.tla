    /\ uffd \in [Vmas -> SUBSET Pages] /\ pteval_uffd \in BOOLEAN /\ marked \in 0..NR_PAGES
