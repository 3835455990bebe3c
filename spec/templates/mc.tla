---- MODULE MC@{ module }@ ----
(***************************************************************************
 For checking @{ module }@ with TLC.  Whatever is printed here leaves out no
 state: the constraint and the invariants are always true, but for Shown.
 ***************************************************************************)
EXTENDS @{ module }@, TLC

\* TLC's register 1: the second in which this worker last reported; register 2: the
\* properties that it has seen violated; register 3: whether it has said which it looks at;
\* register 4: whether it has found a state to show; register 5: the CPUs that it has not seen
\* act; register 6: whether it has seen a final state.
ASSUME TLCSet(1, 0) /\ TLCSet(2, {}) /\ TLCSet(3, FALSE) /\ TLCSet(4, FALSE)
ASSUME TLCSet(5, ProcSet \ {"reclaim"}) /\ TLCSet(6, FALSE)

\* Reports the progress of the search once a second, as some releases do so only once a minute.
Progress ==
    IF TLCGet("duration") > TLCGet(1)
    THEN /\ TLCSet(1, TLCGet("duration"))
         /\ PrintT(<<"progress", TLCGet("distinct"), TLCGet("queue"), TLCGet("diameter")>>)
    ELSE TRUE

\* Reports a property in the first state that violates it, so that one complete search decides
\* all safety properties.  That it says which it looks at tells a search that found nothing from
\* one that did not look.
Report(name, property) ==
    IF property \/ name \in TLCGet(2)
    THEN TRUE
    ELSE /\ TLCSet(2, TLCGet(2) \union {name})
         /\ PrintT(<<"violated", name>>)

Watched == {
@% for prop in safety %@
    "@{ prop }@"@{ '}' if loop.last else ',' }@
@% endfor %@

Watch ==
    /\ IF TLCGet(3)
       THEN TRUE
       ELSE TLCSet(3, TRUE) /\ \A name \in Watched : PrintT(<<"watching", name>>)
@% for prop in safety %@
    /\ Report("@{ prop }@", @{ prop }@)
@% endfor %@
    /\ IF TLCGet(6) \/ \E cpu \in ProcSet : pc[cpu] # "Done"
       THEN TRUE
       ELSE TLCSet(6, TRUE) /\ PrintT(<<"final">>)
@% if property in safety %@

\* False once, in the first state that violates @{ property }@@{ ' in the condition' if shown_condition else '' }@: of this one
\* TLC, told to go on, gives the behaviour, and a single worker gives the shortest.
Shown ==
    \/ @{ property }@@{ 'In' ~ condition if shown_condition else '' }@
    \/ TLCGet(4)
    \/ ~TLCSet(4, TRUE)
@% endif %@


\* What CPUs change for each other: neither locks, nor histories, nor what is their own.
Shared == <<@{ shared | join(", ") }@>>

\* Whether a step is one of this CPU.  A step that stays at its label does not show by pc.
StepOf(cpu) ==
    IF pc' # pc
    THEN pc'[cpu] # pc[cpu]
    ELSE
@% for writer in writers %@
        \/ cpu \in @{ writer.constant }@ /\ @{ writer.process }@(cpu)
@% endfor %@
@% if not writers %@
        FALSE
@% endif %@

\* Reports each CPU in the first step in which it changes something: one that never does is
\* in the scenario for nothing.  TLC may evaluate `acted` anew at each use, so the register,
\* on which it rests, is set last.
Acting ==
    IF TLCGet(5) = {} \/ Shared' = Shared
    THEN TRUE
    ELSE LET acted == {cpu \in TLCGet(5) : StepOf(cpu)}
         IN /\ \A cpu \in acted : PrintT(<<"acted", cpu>>)
            /\ TLCSet(5, TLCGet(5) \ acted)

-----------------------------------------------------------------------------
\* OUTCOMES: every final state, as herd7 lists them

Outcome == [
    ptes      |-> @{ 'pte_runs' if by_runs else 'pte' }@,
@% if pmd %@
    pmd       |-> pmd,
@% endif %@
    reclaimed |-> @{ 'reclaimed_runs' if by_runs else 'Cardinality(reclaimed)' }@,
    split     |-> @{ 'split' if can_split else 'FALSE' }@,
    queued    |-> deferred,
@% if by_runs %@
    slots     |-> Runs([i \in Pages |-> i \in swapcache \/ swap_count[i] > 0]),
@% else %@
    slots     |-> Cardinality(swapcache \union {i \in Pages : swap_count[i] > 0}),
@% endif %@
    io        |-> @{ 'written_runs' if by_runs else 'Cardinality(written)' }@,
    condition |-> @{ condition }@]

Outcomes ==
    (\A cpu \in ProcSet : pc[cpu] = "Done") => PrintT(<<"outcome", ToString(Outcome)>>)

-----------------------------------------------------------------------------
\* STATE GRAPH: every state that violates a property, by its number: a single worker
\* checks a state just after it has counted it and written it to the dump

Mark(property) ==
    property \/ PrintT(ToString(<<"mark", TLCGet("distinct"), @{ condition }@, pc>>))

@% for prop in safety %@
@{ prop }@Marked == Mark(@{ prop }@)
@% endfor %@
=============================================================================
