-----------------------------------------------------------------------------
\* LIVENESS, under fairness of each CPU; checked in a run of its own
@% if repeats %@
\* Reclaim may take the PTL again and again, so fairness is strong: it stands for
\* the queued spinlock, which serves every CPU that waits.
@% else %@
\* Each CPU tries a bounded number of times, so weak fairness is enough.
@% endif %@

@% if repeats %@
\* @{ sentence("EventuallyReclaimed") }@
EventuallyReclaimed == <>(reclaimed = Pages)
@% else %@
\* @{ sentence("Termination") }@
\* The translation above defines it:
\* Termination == <>(\A self \in ProcSet: pc[self] = "Done")
@% endif %@
@% if writers and repeats %@

\* @{ sentence("WriterNotStarved") }@
WriterNotStarved == \A cpu \in ProcSet \ {"reclaim"} : <>(pc[cpu] = "Done")
@% endif %@
