NoWriteUpgrade ==
    \A v \in Vmas : \A i \in READ_ONLY : pte[v][i] = "present" => i \in read_only[v]
