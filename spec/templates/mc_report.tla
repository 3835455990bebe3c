    /\ Report("@{ prop }@", @{ prop }@)
