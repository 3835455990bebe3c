-----------------------------------------------------------------------------
\* LIVENESS, under weak fairness of each CPU; checked in a run of its own

\* @{ sentence("Termination") }@
\* The translation above defines it:
\* Termination == <>(\A self \in ProcSet: pc[self] = "Done")
\* Each CPU runs once.  A writer that repeated for ever could keep a weakly fair
\* CPU from the PTL, which the queued spinlock of the kernel would not.
