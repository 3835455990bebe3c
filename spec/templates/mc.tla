---- MODULE MC@{ module }@ ----
(***************************************************************************
 For checking the module with TLC.  What prints here excludes no state: the
 constraint and the invariants are always true, except for Shown.
 ***************************************************************************)
EXTENDS @{ module }@, TLC

\* TLC's registers, of each worker: the second in which it last reported; the properties that it has
\* seen violated; whether it has printed which properties it watches; whether it has found a state
\* to show; the CPUs that it has not seen act; whether it has seen a final state; and the properties
\* whose antecedent has been true in no state so far.  The first number is a digest of the text of
\* the properties.
FirstRegister    == @{ first_register }@
SecondRegister   == FirstRegister + 1
ViolatedRegister == FirstRegister + 2
WatchingRegister == FirstRegister + 3
ShownRegister    == FirstRegister + 4
IdleRegister     == FirstRegister + 5
FinalRegister    == FirstRegister + 6
UnaskedRegister  == FirstRegister + 7
@% if watches_stuck %@
StuckRegister    == FirstRegister + 8
ASSUME TLCSet(StuckRegister, FALSE)
@% endif %@
ASSUME /\ TLCSet(SecondRegister, 0) /\ TLCSet(ViolatedRegister, {})
       /\ TLCSet(WatchingRegister, FALSE) /\ TLCSet(ShownRegister, FALSE)
       /\ TLCSet(IdleRegister, ProcSet) /\ TLCSet(FinalRegister, FALSE)
       /\ TLCSet(UnaskedRegister, {@{ asked_names }@})

\* Reports the progress of the search once a second; some releases of TLC do so only once a minute.
Progress ==
    IF TLCGet("duration") > TLCGet(SecondRegister)
    THEN /\ TLCSet(SecondRegister, TLCGet("duration"))
         /\ PrintT(<<"progress", TLCGet("distinct"), TLCGet("queue"), TLCGet("diameter")>>)
    ELSE TRUE

\* Reports a property in the first state that violates it, so that one complete search decides
\* all safety properties.  Watch prints which properties are watched, so that a search that found no
\* violation differs from one that did not look.
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

\* Reports a property in the first state in which its antecedent is true.
Asked(name, speaks) ==
    IF name \in TLCGet(UnaskedRegister) /\ speaks
    THEN /\ TLCSet(UnaskedRegister, TLCGet(UnaskedRegister) \ {name})
         /\ PrintT(<<"asked", name>>)
    ELSE TRUE

@% if watches_stuck %@
\* Reports, in the first state in which nobody can go on before all have come to their end, who
\* waits at which label.
Stuck ==
    IF TLCGet(StuckRegister) \/ (\A cpu \in ProcSet : pc[cpu] = "Done") \/ ENABLED Next
    THEN TRUE
    ELSE /\ TLCSet(StuckRegister, TRUE)
         /\ \A cpu \in ProcSet : pc[cpu] = "Done" \/ PrintT(<<"stuck", cpu, pc[cpu]>>)

@% endif %@
\* Reports three things once each: that a state is final, that reclaim walks page tables, and that
\* the antecedent of a property is true.
Reached ==
    /\ IF TLCGet(FinalRegister) \/ \E cpu \in ProcSet : pc[cpu] # "Done"
       THEN TRUE
       ELSE TLCSet(FinalRegister, TRUE) /\ PrintT(<<"final">>)
    /\ IF vma = 0 \/ "reclaim" \notin TLCGet(IdleRegister)
       THEN TRUE
       ELSE /\ TLCSet(IdleRegister, TLCGet(IdleRegister) \ {"reclaim"})
            /\ PrintT(<<"acted", "reclaim">>)
@% if watches_stuck %@
    /\ Stuck
@% endif %@
@% for each in asked %@@% include "mc_asked.tla" %@@% endfor %@

\* False once, in the first state that violates what the scenario asks about.  TLC runs with
\* -continue and prints the behaviour that leads there; a single worker prints the shortest.
Shown ==
    \/ @{ shown }@
    \/ TLCGet(ShownRegister)
    \/ ~TLCSet(ShownRegister, TRUE)

\* The shared state that CPUs change, without locks, history variables and local variables.
Shared == <<@{ shared | join(", ") }@>>

\* Whether this CPU takes the step.  A step that stays at its label does not change pc.
StepOf(cpu) ==
    IF pc' # pc
    THEN pc'[cpu] # pc[cpu]
    ELSE
        @{ steps_of_writers }@

\* Reports each CPU in the first step in which it changes shared state: a CPU that never does is of
\* no use in the scenario.  TLC may evaluate `acted` again at each use, so the register that it
\* reads is set last.
Acting ==
    IF TLCGet(IdleRegister) \subseteq {"reclaim"} \/ Shared' = Shared
    THEN TRUE
    ELSE LET acted == {cpu \in TLCGet(IdleRegister) \ {"reclaim"} : StepOf(cpu)}
         IN /\ \A cpu \in acted : PrintT(<<"acted", cpu>>)
            /\ TLCSet(IdleRegister, TLCGet(IdleRegister) \ acted)

-----------------------------------------------------------------------------
\* OUTCOMES: every final state, as herd7 lists them

\* TLC prints any value; of a condition that is none of TRUE and FALSE it is to complain.
Conditioned == IF @{ condition }@ THEN TRUE ELSE FALSE

Outcome == [
@% include form ~ "/outcome.tla" %@
@% if pmd_changes %@
    pmd       |-> pmd,
@% endif %@
    split     |-> split,
    queued    |-> deferred,
    condition |-> Conditioned]

Outcomes ==
    (\A cpu \in ProcSet : pc[cpu] = "Done") => PrintT(<<"outcome", ToString(Outcome)>>)

-----------------------------------------------------------------------------
\* STATE GRAPH: every state that violates a property, by its number: a single worker
\* checks a state right after it has counted the state and written it to the dump

Mark(property) ==
    property \/ PrintT(ToString(<<"mark", TLCGet("distinct"), Conditioned, pc>>))

@% for prop in safety %@@% include "mc_mark.tla" %@@% endfor %@
=============================================================================
