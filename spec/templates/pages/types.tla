    /\ pte \in [Vmas -> [Pages -> PteValues]]
    /\ mapcount \in [Pages -> 0..VMAS]
    /\ swap_count \in [Pages -> 0..VMAS]
    /\ swapcache \subseteq Pages /\ written \subseteq Pages /\ reclaimed \subseteq Pages
    /\ refs \in [Pages -> 0..Cardinality(ProcSet)]
