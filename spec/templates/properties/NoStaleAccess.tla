NoStaleAccess ==
    \A cpu \in USER : pc[cpu] = "user_store" => \A i \in tlb[cpu] :
        i \notin written \union reclaimed \union aux_cleaned \union aux_gone[VmaOf(cpu)]
