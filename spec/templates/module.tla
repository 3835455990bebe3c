---- MODULE @{ module }@ ----
@% include "header.tla" %@
EXTENDS Naturals, FiniteSets

CONSTANTS
    NR_PAGES,           \* PTEs that map the folio: folio_nr_pages(); a hugetlb folio has one entry
    CONT_PTES,          \* PTEs of one CONT block.  On arm64 16 with 4K base pages, 128 with
                        \* 16K, 32 with 64K, and a smaller folio has none; here it scales.
    VMAS,               \* how many VMAs map the folio
    STRADDLE,           \* PTEs that are in the first of two page tables; 0: there is one
    PASSES,             \* how often reclaim tries; 0: until the folio is reclaimed
@% for writer in writers %@
    @{ writer.constant_column }@\* the CPUs that run @{ writer.kind }@
@% endfor %@
    TTU_FLAGS           \* the flags given to try_to_unmap(), without those that the policy adds

TtuFlags == {
    @{ ttu_flags }@}

ASSUME NrPagesAssumption == NR_PAGES \in 1..8192
ASSUME ContPtesAssumption == CONT_PTES \in 1..NR_PAGES /\ NR_PAGES % CONT_PTES = 0
ASSUME VmasAssumption == VMAS \in 1..3
ASSUME StraddleAssumption == STRADDLE \in 0..(NR_PAGES - 1)
ASSUME PassesAssumption == PASSES \in 0..3
ASSUME TtuFlagsAssumption == TTU_FLAGS \subseteq TtuFlags

@% set algorithm %@
(* --algorithm @{ module }@ {

variables
@% for part in variables %@@% include "state/" ~ part ~ ".tla" %@@% endfor %@
@% block own_variables %@@% endblock %@

define {
    Vmas   == 1..VMAS
    Tables == 1..(IF STRADDLE = 0 THEN VMAS ELSE 2 * VMAS)
    \* The page table that holds the PTE of page i in VMA v.
    TableOf(v, i) == IF STRADDLE > 0 /\ i >= STRADDLE THEN VMAS + v ELSE v

    \* The VMAs whose PMD entry maps the folio in the beginning, and those with VM_LOCKED.
    PMD_MAPPED == {@{ pmd_mapped | join(", ") }@}
    MLOCKED    == {@{ mlocked | join(", ") }@}
    \* The initial value of each PTE, and all values that it can take.
    InitialPte(v, i) ==
        @{ initial_pte | join("\n        ") }@
    PteValues == {@{ pte_values }@}

    \* What follows from the folio, the kernel and the policy.
@% for line in decided %@
    @{ line }@
@% endfor %@

    \* State that no CPU changes in this scenario.
@% for part in constant_state %@@% include "state/" ~ part ~ ".tla" %@@% endfor %@

    \* The folio that reclaim works on: the large one or, after a split, one page of it.
    Large == NR_PAGES > 1 /\ ~split
    First == IF split THEN page ELSE 0
    Last  == IF split THEN page ELSE NR_PAGES - 1

@% include form ~ "/definitions.tla" %@

    \* folio_mapped()
    FolioMapped == entire_mapcount > 0 \/ \E i \in FolioPages : mapcount[i] > 0
    \* folio_ref_count() is more than the mappings and the swap cache account for.
    ExtraRefs == \E i \in FolioPages : refs[i] > 0
@% for part in definitions %@@% include part ~ ".tla" %@@% endfor %@
}

macro spin_lock(cpu, table) {
    await ptl[table] = "nobody";
    ptl[table] := cpu;
}

macro spin_unlock(cpu, table) {
    aux_locked := aux_locked /\ ptl[table] = cpu;
    ptl[table] := "nobody";
}

macro folio_unlock(cpu) {
    aux_folio_locked := aux_folio_locked /\ folio_lock = cpu;
    folio_lock := "nobody";
}

macro rmap_unlock(cpu) {
    aux_locked := aux_locked /\ rmap_lock = cpu;
    rmap_lock := "nobody";
}

@% for part in macros %@@% include part ~ ".tla" %@@% endfor %@

@% include unmapper ~ ".tla" %@
@% for writer in writers %@@% include "writer.tla" %@@% endfor %@

} *)
@% endset %@
@{ algorithm }@
\* BEGIN TRANSLATION
\* END TRANSLATION

-----------------------------------------------------------------------------
@% include "properties.tla" %@
@% block own_definitions %@@% endblock %@

-----------------------------------------------------------------------------
\* CONDITION: states after the return of try_to_unmap() that the scenario asks
\* for, like `exists' in a litmus test, except that other CPUs may still be
\* running.

@% include "conditions/" ~ condition ~ ".tla" %@
@% if shown_condition %@

\* Checked alone, so that its counterexample ends in the condition.
@{ property }@In@{ condition }@ == @{ condition }@ => @{ property }@
@% endif %@
=============================================================================
