---- MODULE MC@{ module }@ ----
(***************************************************************************
 For checking the module with TLC.  Whatever is printed here leaves out no
 state: the constraint and the invariants are always true, but for Shown.
 ***************************************************************************)
EXTENDS @{ module }@, TLC

\* TLC's registers: the second in which this worker last reported; the properties that it has
\* seen violated; whether it has said which it looks at; whether it has found a state to show; the
\* CPUs that it has not seen act; whether it has seen a final state; and the properties of which
\* it has seen no state that they speak of.  The numbers follow from the text of the properties.
FirstRegister    == @{ first_register }@
SecondRegister   == FirstRegister + 1
ViolatedRegister == FirstRegister + 2
WatchingRegister == FirstRegister + 3
ShownRegister    == FirstRegister + 4
IdleRegister     == FirstRegister + 5
FinalRegister    == FirstRegister + 6
UnaskedRegister  == FirstRegister + 7
ASSUME /\ TLCSet(SecondRegister, 0) /\ TLCSet(ViolatedRegister, {})
       /\ TLCSet(WatchingRegister, FALSE) /\ TLCSet(ShownRegister, FALSE)
       /\ TLCSet(IdleRegister, ProcSet) /\ TLCSet(FinalRegister, FALSE)
       /\ TLCSet(UnaskedRegister, {@{ asked_names }@})

\* Reports the progress of the search once a second, as some releases do so only once a minute.
Progress ==
    IF TLCGet("duration") > TLCGet(SecondRegister)
    THEN /\ TLCSet(SecondRegister, TLCGet("duration"))
         /\ PrintT(<<"progress", TLCGet("distinct"), TLCGet("queue"), TLCGet("diameter")>>)
    ELSE TRUE

\* Reports a property in the first state that violates it, so that one complete search decides
\* all safety properties.  That it says which it looks at tells a search that found nothing from
\* one that did not look.
Report(name, property) ==
    IF property \/ name \in TLCGet(ViolatedRegister)
    THEN TRUE
    ELSE /\ TLCSet(ViolatedRegister, TLCGet(ViolatedRegister) \union {name})
         /\ PrintT(<<"violated", name>>)

Watched == {
    @{ watched }@}

Watch ==
    /\ IF TLCGet(WatchingRegister)
       THEN TRUE
       ELSE TLCSet(WatchingRegister, TRUE) /\ \A name \in Watched : PrintT(<<"watching", name>>)
@% for prop in safety %@@% include "mc_report.tla" %@@% endfor %@

@% for each in asked %@@% include "mc_antecedent.tla" %@@% endfor %@

\* Reports a property of one's own in the first state that it speaks of.
Asked(name, speaks) ==
    IF name \in TLCGet(UnaskedRegister) /\ speaks
    THEN /\ TLCSet(UnaskedRegister, TLCGet(UnaskedRegister) \ {name})
         /\ PrintT(<<"asked", name>>)
    ELSE TRUE

\* Reports once each: that a state is final, that reclaim walks page tables, and that a state is
\* one of which a property speaks.
Reached ==
    /\ IF TLCGet(FinalRegister) \/ \E cpu \in ProcSet : pc[cpu] # "Done"
       THEN TRUE
       ELSE TLCSet(FinalRegister, TRUE) /\ PrintT(<<"final">>)
    /\ IF vma = 0 \/ "reclaim" \notin TLCGet(IdleRegister)
       THEN TRUE
       ELSE /\ TLCSet(IdleRegister, TLCGet(IdleRegister) \ {"reclaim"})
            /\ PrintT(<<"acted", "reclaim">>)
@% for each in asked %@@% include "mc_asked.tla" %@@% endfor %@

\* False once, in the first state that violates what the scenario asks: of this one TLC, told to
\* go on, gives the behaviour, and a single worker gives the shortest.
Shown ==
    \/ @{ shown }@
    \/ TLCGet(ShownRegister)
    \/ ~TLCSet(ShownRegister, TRUE)

\* What CPUs change for each other: neither locks, nor histories, nor what is their own.
Shared == <<@{ shared | join(", ") }@>>

\* Whether a step is one of this CPU.  A step that stays at its label does not show by pc.
StepOf(cpu) ==
    IF pc' # pc
    THEN pc'[cpu] # pc[cpu]
    ELSE
        @{ steps_of_writers }@

\* Reports each CPU in the first step in which it changes something: one that never does is
\* in the scenario for nothing.  TLC may evaluate `acted` anew at each use, so the register,
\* on which it rests, is set last.
Acting ==
    IF TLCGet(IdleRegister) \subseteq {"reclaim"} \/ Shared' = Shared
    THEN TRUE
    ELSE LET acted == {cpu \in TLCGet(IdleRegister) \ {"reclaim"} : StepOf(cpu)}
         IN /\ \A cpu \in acted : PrintT(<<"acted", cpu>>)
            /\ TLCSet(IdleRegister, TLCGet(IdleRegister) \ acted)

-----------------------------------------------------------------------------
\* OUTCOMES: every final state, as herd7 lists them

Outcome == [
@% include form ~ "/outcome.tla" %@
@% if pmd %@
    pmd       |-> pmd,
@% endif %@
    split     |-> split,
    queued    |-> deferred,
    condition |-> @{ condition }@]

Outcomes ==
    (\A cpu \in ProcSet : pc[cpu] = "Done") => PrintT(<<"outcome", ToString(Outcome)>>)

-----------------------------------------------------------------------------
\* STATE GRAPH: every state that violates a property, by its number: a single worker
\* checks a state just after it has counted it and written it to the dump

Mark(property) ==
    property \/ PrintT(ToString(<<"mark", TLCGet("distinct"), @{ condition }@, pc>>))

@% for prop in safety %@@% include "mc_mark.tla" %@@% endfor %@
=============================================================================
