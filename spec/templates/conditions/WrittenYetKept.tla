\* A page was written to swap and is not reclaimed.
WrittenYetKept == \E i \in Pages : i \in written /\ i \notin reclaimed
