---- MODULE @{ module }@ ----
(***************************************************************************
 @{ scenario }@

@% for line in intent %@
 @{ line }@
@% endfor %@

 WHAT IS MODELLED.  try_to_unmap_one() (mm/rmap.c) walks the PTEs of one
 anonymous large folio with page_vma_mapped_walk() (mm/page_vma_mapped.c)
 @{ 'while other CPUs write the same PTEs: ' ~ kinds | join(', ') if kinds else 'while nobody else writes them' }@.

 THE STATE.  One VMA, whose page table holds all PTEs of the folio, and the
 page table lock (PTL) of that page table.  The folio is PTE-mapped and
 already in the swap cache; its PTEs are all present in the beginning.
 `present' says that a PTE maps its page of the folio, PROT_NONE and
 NUMA-hinted PTEs included; `swap' that it holds the swap entry of that page;
 `none' is pte_none.

 ATOMICITY.  One label is one step of one CPU.  A lockless load, taking or
 dropping the PTL, and each store to a PTE are labels of their own.  What a
 CPU loads while it holds the PTL no other CPU can change, so such a load
 needs no label of its own.

 WHICH KERNELS.  The walk and try_to_unmap_one() are those of 6.6; the order
 of their loads, locks and stores is the same in newer ones.  contpte exists
 from about 6.9 on.  Up to 6.9 reclaim splits a PTE-mapped large folio before
 it unmaps it, so the walk meets one only if it is already in the swap cache
 or if its PMD mapping was split on the way.  From 6.10 on (73bc32875ee9)
 reclaim passes TTU_SYNC for large folios, at first only for those that are
 not on the deferred split list, from about 6.11 on for all.

 WHAT DOES NOT HOLD.  NoPteSkipped and AllOrNothing without TTU_SYNC.  With
 TTU_SYNC, AllOrNothing holds here because nothing stops the walk half way (no
 pin, no failing swap count, no mlock) and one VMA maps the folio.

 LEFT OUT.  Young, dirty, write and CONT bits: a PTE here has no more than
 the three values above.  Map counts, swap counts, the reclaim pass around
 try_to_unmap(), page faults, TLBs (a flush is a step without an effect),
 PMD mappings, mlock, pinned pages, memory ordering weaker than one total
 order of the steps.  Each CPU runs once; a longer skip by repeated
 conversions needs several CPUs of one kind.

 WHAT THE RACE COSTS.  A torn folio is still mapped and not reclaimed: a
 benign inconsistency that costs page faults and a second reclaim pass.  It
 is not memory corruption, and no property here claims that it is.

 WHAT CHECKING COSTS.  With one contpte writer and without TTU_SYNC: 4 pages
 @{ "{:,}".format(cost[4]) }@ distinct states, 16 pages @{ "{:,}".format(cost[16]) }@, 512 pages (CONT blocks of 16) @{ "{:,}".format(cost[512]) }@.
 ***************************************************************************)
EXTENDS Naturals

CONSTANTS
    NR_PAGES,           \* PTEs that map the folio: folio_nr_pages()
    CONT_PTES,          \* PTEs of one CONT block.  On arm64 16 with 4K base pages, 128 with
                        \* 16K, 32 with 64K, and a smaller folio has none; here it scales.
@% for writer in writers %@
    @{ writer.constant_column }@\* the CPUs that run @{ writer.kind }@
@% endfor %@
    TTU_FLAGS           \* the flags given to try_to_unmap()

ASSUME NrPagesAssumption == NR_PAGES \in 1..512
ASSUME ContPtesAssumption == CONT_PTES \in 1..NR_PAGES /\ NR_PAGES % CONT_PTES = 0
ASSUME TtuFlagsAssumption == TTU_FLAGS \subseteq {
    @{ ttu_flags }@}

(* --algorithm @{ module }@ {

variables
    \* The page tables: pte[v][i] is the PTE that VMA v has for page i of the folio.
    pte = [v \in Vmas |-> [i \in Pages |-> "present"]];
    \* The lock of each page table: nobody, or the CPU that holds it.
    ptl = [t \in Tables |-> "nobody"];
    \* History: pages whose PTE the walk saw as none, with or without the PTL, and left behind.
    aux_stepped_over = [v \in Vmas |-> {}];
    \* History: was every store to a PTE and every unlock made by the holder of the PTL?
    aux_locked = TRUE;

define {
    Vmas   == 1..1
    Tables == 1..1
    Pages  == 0..(NR_PAGES - 1)

    \* The page table that holds the PTE of page i in VMA v.
    TableOf(v, i) == 1
    \* The VMA that a writer works on.
    VmaOf(writer) == 1
    \* First PTEs of the aligned CONT blocks.
    Blocks == {i \in Pages : i % CONT_PTES = 0}
}

macro spin_lock(cpu, table) {
    await ptl[table] = "nobody";
    ptl[table] := cpu;
}

macro spin_unlock(cpu, table) {
    aux_locked := aux_locked /\ ptl[table] = cpu;
    ptl[table] := "nobody";
}

\* Every store to a PTE is made here, so that LockDiscipline sees them all.
macro set_pte(cpu, v, i, value) {
    aux_locked := aux_locked /\ ptl[TableOf(v, i)] = cpu;
    pte[v][i] := value;
}

@% include "reclaim.tla" %@
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
\* CONDITION: states after the return of try_to_unmap_one() that the scenario
\* asks for, like `exists' in a litmus test, except that other CPUs may still be
\* running.  @{ property }@In@{ condition }@ is checked
\* alone, so that its counterexample ends there.

@% include "conditions/" ~ condition ~ ".tla" %@

@{ property }@In@{ condition }@ == @{ condition }@ => @{ property }@
@% endif %@
=============================================================================
