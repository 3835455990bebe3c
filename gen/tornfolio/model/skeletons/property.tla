\* The formula, over the variables of the module: pte, ptl, mapcount, ...
NAME ==
    \A v \in Vmas : \A i \in Pages :
        pte[v][i] = "swap" => swap_count[i] > 0
