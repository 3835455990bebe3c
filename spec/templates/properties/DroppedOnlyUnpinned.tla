DroppedOnlyUnpinned ==
    \A cpu \in GUP : pc[cpu] = "gup_use" => gup_i[cpu] \notin reclaimed
