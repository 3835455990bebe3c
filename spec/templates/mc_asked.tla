    /\ Asked("@{ each.operator }@", @{ each.speaks }@)
