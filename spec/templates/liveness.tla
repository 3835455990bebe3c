-----------------------------------------------------------------------------
\* LIVENESS, under weak fairness of every CPU; checked in a run of its own

\* @{ sentence("Termination") }@
\* The translation above defines it:
\* Termination == <>(\A self \in ProcSet: pc[self] = "Done")
