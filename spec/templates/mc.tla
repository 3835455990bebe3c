---- MODULE MC@{ module }@ ----
(***************************************************************************
 For checking @{ module }@ with TLC: reports the progress of the search once a
 second, as some releases do so only once a minute.  The constraint is always
 true, so it leaves out no state.
 ***************************************************************************)
EXTENDS @{ module }@, TLC

\* TLC's register 1: the second in which this worker last reported.
ASSUME TLCSet(1, 0)

Progress ==
    IF TLCGet("duration") > TLCGet(1)
    THEN /\ TLCSet(1, TLCGet("duration"))
         /\ PrintT(<<"progress", TLCGet("distinct"), TLCGet("queue"), TLCGet("diameter")>>)
    ELSE TRUE
=============================================================================
