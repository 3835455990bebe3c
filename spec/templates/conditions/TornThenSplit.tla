\* The folio is split while some mm has PTEs that map it and PTEs that are swap entries.
TornThenSplit ==
@% if can_split %@
    /\ split
    /\ \E v \in Vmas : \E i, j \in Pages : pte[v][i] = "present" /\ pte[v][j] = "swap"
@% else %@
    FALSE
@% endif %@
