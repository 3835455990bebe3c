    /\ Asked("@{ each.operator }@", @{ each.property }@ /\ @{ each.operator }@)
