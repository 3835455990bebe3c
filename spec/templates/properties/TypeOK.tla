TypeOK ==
@% include form ~ "/types.tla" %@
    /\ ptl \in [Tables -> ProcSet \union {"nobody"}]
    /\ folio_lock \in ProcSet \union {"nobody"}
    /\ rmap_lock \in ProcSet \union {"nobody"}
    /\ pmd \in [Vmas -> {@{ pmd_values }@}]
    /\ pmd_lock \in [Vmas -> ProcSet \union {"nobody"}]
    /\ entire_mapcount \in 0..VMAS
@% if pins %@
    /\ \A i \in Pages : pins[i] \in 0..refs[i]
@% endif %@
    /\ split \in BOOLEAN /\ page \in Pages
    /\ deferred \in BOOLEAN /\ ret \in BOOLEAN /\ unmap_fail \in BOOLEAN
    /\ folio_mlocked \in BOOLEAN /\ swapbacked \in BOOLEAN
@% if folio == "lazyfree" %@
    /\ folio_dirty \in BOOLEAN /\ pte_dirty \subseteq Pages
@% endif %@
@% for part in more_types %@@% include "types/" ~ part ~ ".tla" %@@% endfor %@
    /\ flags \subseteq TtuFlags
    /\ vma \in 0..VMAS
    /\ addr \in 0..NR_PAGES
    /\ pvmw_ptl \in Tables \union {0}
