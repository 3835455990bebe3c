---- MODULE MC@{ module }@ ----
(***************************************************************************
 For checking @{ module }@ with TLC.  Whatever is printed here leaves out no
 state: the constraint and the invariants are always true, but for Shown.
 ***************************************************************************)
EXTENDS @{ module }@, TLC

\* TLC's registers: the second in which this worker last reported; the properties that it has
\* seen violated; whether it has said which it looks at; whether it has found a state to show; the
\* CPUs that it has not seen act; whether it has seen a final state; and the properties of which
\* it has seen no state that they speak of.  The numbers follow from the text of the properties.
@% set second, violated, watching = register(1), register(2), register(3) %@
@% set show, idle, final, unasked = register(4), register(5), register(6), register(7) %@
ASSUME /\ TLCSet(@{ second }@, 0) /\ TLCSet(@{ violated }@, {}) /\ TLCSet(@{ watching }@, FALSE)
       /\ TLCSet(@{ show }@, FALSE) /\ TLCSet(@{ idle }@, ProcSet) /\ TLCSet(@{ final }@, FALSE)
       /\ TLCSet(@{ unasked }@, {@{ asked_names }@})

\* Reports the progress of the search once a second, as some releases do so only once a minute.
Progress ==
    IF TLCGet("duration") > TLCGet(@{ second }@)
    THEN /\ TLCSet(@{ second }@, TLCGet("duration"))
         /\ PrintT(<<"progress", TLCGet("distinct"), TLCGet("queue"), TLCGet("diameter")>>)
    ELSE TRUE

\* Reports a property in the first state that violates it, so that one complete search decides
\* all safety properties.  That it says which it looks at tells a search that found nothing from
\* one that did not look.
Report(name, property) ==
    IF property \/ name \in TLCGet(@{ violated }@)
    THEN TRUE
    ELSE /\ TLCSet(@{ violated }@, TLCGet(@{ violated }@) \union {name})
         /\ PrintT(<<"violated", name>>)

Watched == {
@% for prop in safety %@
    "@{ prop }@"@{ '}' if loop.last else ',' }@
@% endfor %@

Watch ==
    /\ IF TLCGet(@{ watching }@)
       THEN TRUE
       ELSE TLCSet(@{ watching }@, TRUE) /\ \A name \in Watched : PrintT(<<"watching", name>>)
@% for prop in safety %@
    /\ Report("@{ prop }@", @{ prop }@)
@% endfor %@

@% for each in asked %@
\* What stands before `=>' in a property of one's own.
@{ each.text }@

@% endfor %@
\* Reports once each: that a state is final, that reclaim walks page tables, and that a state is
\* one of which a property speaks.
Reached ==
    /\ IF TLCGet(@{ final }@) \/ \E cpu \in ProcSet : pc[cpu] # "Done"
       THEN TRUE
       ELSE TLCSet(@{ final }@, TRUE) /\ PrintT(<<"final">>)
    /\ IF vma = 0 \/ "reclaim" \notin TLCGet(@{ idle }@)
       THEN TRUE
       ELSE /\ TLCSet(@{ idle }@, TLCGet(@{ idle }@) \ {"reclaim"})
            /\ PrintT(<<"acted", "reclaim">>)
@% for each in asked %@
    /\ IF "@{ each.operator }@" \in TLCGet(@{ unasked }@) /\ @{ each.property }@ /\ @{ each.operator }@
       THEN /\ TLCSet(@{ unasked }@, TLCGet(@{ unasked }@) \ {"@{ each.operator }@"})
            /\ PrintT(<<"asked", "@{ each.operator }@">>)
       ELSE TRUE
@% endfor %@
@% if property in safety %@

\* False once, in the first state that violates @{ property }@@{ ' in the condition' if shown_condition else '' }@: of this one
\* TLC, told to go on, gives the behaviour, and a single worker gives the shortest.
Shown ==
    \/ @{ property }@@{ 'In' ~ condition if shown_condition else '' }@
    \/ TLCGet(@{ show }@)
    \/ ~TLCSet(@{ show }@, TRUE)
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
    IF TLCGet(@{ idle }@) \subseteq {"reclaim"} \/ Shared' = Shared
    THEN TRUE
    ELSE LET acted == {cpu \in TLCGet(@{ idle }@) \ {"reclaim"} : StepOf(cpu)}
         IN /\ \A cpu \in acted : PrintT(<<"acted", cpu>>)
            /\ TLCSet(@{ idle }@, TLCGet(@{ idle }@) \ acted)

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
