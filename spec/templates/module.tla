---- MODULE @{ module }@ ----
(***************************************************************************
 @{ scenario }@

@% for line in intent %@
 @{ line }@
@% endfor %@

 WHAT IS MODELLED.  try_to_unmap_one() (mm/rmap.c) walks the PTEs of one
 anonymous large folio with page_vma_mapped_walk() (mm/page_vma_mapped.c)
 @{ 'while other CPUs write the same PTEs: ' ~ kinds | join(', ') if kinds else 'while nobody else writes them' }@.
 The rules are those of kernels 6.6 to 6.11: each step names the C function
 that it stands for.

 THE STATE.  One VMA whose page table holds all PTEs of the folio, and the
 page table lock (PTL) of that page table.  The folio is PTE-mapped and
 already in the swap cache; its PTEs are all present in the beginning.
 `present' says that a PTE maps its page of the folio, `swap' that it holds
 the swap entry of that page, `none' is pte_none.

 ATOMICITY.  One label is one step of one CPU.  A lockless load, taking or
 dropping the PTL, and each store to a PTE are labels of their own.  What a
 CPU loads while it holds the PTL no other CPU can change, so such a load
 needs no label of its own.

 LEFT OUT.  Young, dirty, write and CONT bits: a PTE here has no more than
 the three values above.  Map counts, swap counts, the reclaim pass around
 try_to_unmap(), page faults, TLBs (a flush is a step without an effect),
 PMD mappings, mlock, pinned pages, memory ordering weaker than one total
 order of the steps.

 WHAT THE RACE COSTS.  A torn folio is still mapped and not reclaimed: a
 benign inconsistency that costs page faults and a second reclaim pass.  It
 is not memory corruption, and no property here says so.
 ***************************************************************************)
EXTENDS Naturals

CONSTANTS
    NR_PAGES,           \* PTEs that map the folio: folio_nr_pages()
    CONT_PTES,          \* PTEs of one CONT block: 16 with 4K base pages on arm64
@% for writer in writers %@
    @{ writer.constant_column }@\* the CPUs that run @{ writer.kind }@
@% endfor %@
    TTU_FLAGS           \* the flags given to try_to_unmap()

ASSUME NrPagesAssumption == NR_PAGES \in 1..512
ASSUME ContPtesAssumption == CONT_PTES \in 1..NR_PAGES /\ NR_PAGES % CONT_PTES = 0
ASSUME TtuFlagsAssumption == TTU_FLAGS \subseteq {
    @{ ttu_flags }@}

(* --fair algorithm @{ module }@ {

variables
    \* The page tables: pte[v][i] is the PTE of page i of the folio.
    pte = [v \in Vmas |-> [i \in Pages |-> "present"]];
    \* The lock of that page table: nobody, or the CPU that holds it.
    ptl = [v \in Vmas |-> "nobody"];
    \* History: pages whose PTE a lockless load saw as none, so that the walk went on.
    aux_stepped_over = [v \in Vmas |-> {}];
    \* History: has every store to a PTE been made by the holder of the PTL?
    aux_stores_locked = TRUE;

define {
    Vmas  == 1..1
    Pages == 0..(NR_PAGES - 1)

    \* The VMA that a writer works on.
    VmaOf(writer) == 1
    \* First PTEs of the aligned CONT blocks.
    Blocks == {i \in Pages : i % CONT_PTES = 0}
}

macro spin_lock(cpu, vma) {
    await ptl[vma] = "nobody";
    ptl[vma] := cpu;
}

macro spin_unlock(vma) {
    ptl[vma] := "nobody";
}

\* Every store to a PTE is made here, so that LockDiscipline sees them all.
macro set_pte(cpu, vma, i, value) {
    aux_stores_locked := aux_stores_locked /\ ptl[vma] = cpu;
    pte[vma][i] := value;
}

@% include "try_to_unmap_one.tla" %@
@% for writer in writers %@

@% include writer.template %@
@% endfor %@

} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

-----------------------------------------------------------------------------
@% include "properties.tla" %@
@% include "liveness.tla" %@
@% if condition %@

-----------------------------------------------------------------------------
\* CONDITION: the final states that the scenario asks for, as `exists' does in a
\* litmus test.  The second invariant is violated by a behaviour that ends there.

@% include "conditions/" ~ condition ~ ".tla" %@

@{ property }@In@{ condition }@ == @{ condition }@ => @{ property }@
@% endif %@
=============================================================================
