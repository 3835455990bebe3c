\* Some mm has PTEs that map the folio and PTEs that are swap entries, and the folio is reclaimed.
TornButReclaimed ==
    /\ reclaimed = Pages
    /\ \E v \in Vmas : \E i, j \in Pages : pte[v][i] = "present" /\ pte[v][j] = "swap"
