\* Some mm has PTEs that map the folio and PTEs that are swap entries, and each CONT block is alike.
TornAlikeBlocks ==
    /\ Returned
    /\ \E v \in Vmas :
        /\ ~Alike(v, Pages)
        /\ \A b \in Blocks : Alike(v, Block(b))
