\* The translation above defines it:
\* Termination == <>(\A self \in ProcSet: pc[self] = "Done")
