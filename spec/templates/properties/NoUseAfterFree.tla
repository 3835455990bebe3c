NoUseAfterFree ==
    \A i \in reclaimed :
        /\ mapcount[i] = 0 /\ i \notin swapcache /\ refs[i] = 0
        /\ \A v \in Vmas : pte[v][i] \notin {"present", "migration"}
        /\ \A v \in Vmas : pmd[v] \notin {"huge", "invalid"}
        /\ ~split => ~deferred
@% for each in at_work(algorithm) %@
        /\ \A cpu \in @{ each.cpus }@ : @{ each.page }@ = i => pc[cpu] \notin @{ each.labels }@
@% endfor %@
