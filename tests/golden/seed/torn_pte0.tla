---- MODULE torn_pte0 ----
(***************************************************************************
 torn-pte0

 A contpte writer has cleared PTE0 for a moment when the walk looks at it.
 The walk goes on without the PTL and takes it later: PTE0 stays present
 while the later PTEs become swap entries.

 WHAT IS MODELLED.  try_to_unmap_one() (mm/rmap.c) walks the PTEs of one
 anonymous large folio with page_vma_mapped_walk() (mm/page_vma_mapped.c)
 while other CPUs write the same PTEs: contpte.
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
    CONTPTE,            \* the CPUs that run contpte
    TTU_FLAGS           \* the flags given to try_to_unmap()

ASSUME NrPagesAssumption == NR_PAGES \in 1..512
ASSUME ContPtesAssumption == CONT_PTES \in 1..NR_PAGES /\ NR_PAGES % CONT_PTES = 0
ASSUME TtuFlagsAssumption == TTU_FLAGS \subseteq {
    "TTU_SYNC",
    "TTU_BATCH_FLUSH",
    "TTU_SPLIT_HUGE_PMD",
    "TTU_IGNORE_MLOCK",
    "TTU_HWPOISON",
    "TTU_RMAP_LOCKED"}

(* --fair algorithm torn_pte0 {

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

(***************************************************************************
 try_to_unmap_one(), mm/rmap.c, for an anonymous folio that goes to swap, and
 the page_vma_mapped_walk() that it calls in a loop.

 Each PTE that maps the folio is cleared and then becomes a swap entry, one
 PTE at a time, under the PTL.  Whether the walk holds the PTL from PTE0 on is
 what TTU_SYNC decides.

 Left out: the ways to give up half way (mlock, pins, a failing swap count),
 lazyfree, a second VMA, and the reclaim pass around the call.
 ***************************************************************************)
(***************************************************************************
 page_vma_mapped_walk(), mm/page_vma_mapped.c, at the level of PTEs.

 Without PVMW_SYNC the walk begins without the PTL.  map_pte() looks at the
 first PTE and takes the PTL only if that is present; the loop at next_pte
 takes it at the first later PTE that is not none.  The two tests differ, and
 so they do here.  Once taken, the PTL is kept to the end of the page table.
 The walk never goes back to a PTE that it has stepped over.

 Left out: the levels above the PTE, the end of a page table, migration walks
 and the pmd_same() check of newer kernels.
 ***************************************************************************)
\* reclaim: the CPU that runs shrink_folio_list(), in try_to_unmap()
process (reclaim = "reclaim")
variables
    vma = 1;            \* pvmw.vma
    addr = 0;           \* pvmw.address, as a page of the folio
{
    \* try_to_unmap_one(): if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC
    \* Nothing shared is touched yet.
try_to_unmap_one:
    if ("TTU_SYNC" \in TTU_FLAGS) goto map_pte_sync;

    \* map_pte(): ptep_get() without the PTL
    \* The first PTE: anything but present leaves the PTL alone and goes on.
map_pte:
    if (pte[vma][addr] = "present") goto map_pte_lock
    else {
        if (pte[vma][addr] = "none")
            aux_stepped_over[vma] := aux_stepped_over[vma] \union {addr};
        goto next_pte;
    };

    \* map_pte(): spin_lock(pvmw->ptl)
    \* The first PTE was present.
map_pte_lock:
    spin_lock("reclaim", vma);
    goto this_pte;

    \* map_pte(): pte_offset_map_lock() with PVMW_SYNC
    \* The PTL is taken before any PTE is looked at.
map_pte_sync:
    spin_lock("reclaim", vma);

    \* check_pte(): ptep_get() under the PTL
    \* The PTE is loaded again: does it map the folio?
this_pte:
    if (pte[vma][addr] = "present") goto ttu_clear;

    \* page_vma_mapped_walk(): ptep_get() of the next PTE, while pte_none()
    \* One round of the loop at next_pte: one load, lockless as long as the PTL is not held.
next_pte:
    addr := addr + 1;
    if (addr = NR_PAGES) goto not_found
    else if (pte[vma][addr] = "none") {
        if (ptl[vma] # "reclaim")
            aux_stepped_over[vma] := aux_stepped_over[vma] \union {addr};
        goto next_pte;
    }
    else if (ptl[vma] = "reclaim") goto this_pte;

    \* page_vma_mapped_walk(): spin_lock(pvmw->ptl)
    \* A later PTE was not none: the PTL is taken here, not at PTE0.
next_pte_lock:
    spin_lock("reclaim", vma);
    goto this_pte;

    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none until ttu_set_swap.
ttu_clear:
    set_pte("reclaim", vma, addr, "none");
    if ("TTU_BATCH_FLUSH" \in TTU_FLAGS) goto ttu_set_swap;

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not taken with TTU_BATCH_FLUSH, which leaves the flush to try_to_unmap_flush().
ttu_flush:
    skip;

    \* try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)
    \* The PTE becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr, "swap");
    goto next_pte;

    \* page_vma_mapped_walk_done(): pte_unmap(), spin_unlock() if the PTL is held
    \* The walk is past the last PTE of the folio: try_to_unmap_one() returns.
not_found:
    if (ptl[vma] = "reclaim") spin_unlock(vma);
}

(***************************************************************************
 contpte_convert(), arch/arm64/mm/contpte.c: folding or unfolding one CONT
 block.  The Arm architecture asks for break-before-make when the CONT bit
 changes, so all PTEs of the block are cleared, the TLB is flushed, and all
 are set again.  The caller holds the PTL throughout.

 The CPU picks any one aligned block.  A block whose PTEs are not all present
 is neither folded nor unfolded and stays as it is.

 Left out: the CONT bit itself, and what the caller wanted (a protection
 change, an access flag, a fold after set_ptes()).  BBML2, where newer kernels
 omit the flush, leaves the clear and so the window.
 ***************************************************************************)
\* contpte: folds or unfolds one CONT block by break-before-make
process (contpte \in CONTPTE)
variables
    first = 0;          \* the first PTE of the block
    n = 0;              \* PTEs of the block done so far
{
    \* contpte_convert(): its caller takes the PTL by pte_offset_map_lock()
    \* Which block it is going to be is open until here.
contpte_lock:
    spin_lock(self, VmaOf(self));
    with (block \in Blocks) first := block;
    if (\E i \in first..(first + CONT_PTES - 1) : pte[VmaOf(self)][i] # "present")
        goto contpte_unlock;

    \* contpte_convert(): __ptep_get_and_clear() in a loop over the block
    \* Break: one PTE of the block becomes none.
contpte_clear:
    set_pte(self, VmaOf(self), first + n, "none");
    n := n + 1;
    if (n < CONT_PTES) goto contpte_clear;

    \* contpte_convert(): __flush_tlb_range() over the block
    \* All PTEs of the block are none: the longest part of the window.
contpte_flush:
    n := 0;

    \* contpte_convert(): __set_ptes() over the block
    \* Make: one PTE of the block is present again.
contpte_set:
    set_pte(self, VmaOf(self), first + n, "present");
    n := n + 1;
    if (n < CONT_PTES) goto contpte_set;

    \* contpte_convert(): its caller drops the PTL by pte_unmap_unlock()
contpte_unlock:
    spin_unlock(VmaOf(self));
}

} *)
\* BEGIN TRANSLATION PCal-a524d0454e4abf43523d49bf0186a25e
VARIABLES pte, ptl, aux_stepped_over, aux_stores_locked, pc

(* define statement *)
Vmas  == 1..1
Pages == 0..(NR_PAGES - 1)


VmaOf(writer) == 1

Blocks == {i \in Pages : i % CONT_PTES = 0}

VARIABLES vma, addr, first, n

vars == << pte, ptl, aux_stepped_over, aux_stores_locked, pc, vma, addr, 
           first, n >>

ProcSet == {"reclaim"} \cup (CONTPTE)

Init == (* Global variables *)
        /\ pte = [v \in Vmas |-> [i \in Pages |-> "present"]]
        /\ ptl = [v \in Vmas |-> "nobody"]
        /\ aux_stepped_over = [v \in Vmas |-> {}]
        /\ aux_stores_locked = TRUE
        (* Process reclaim *)
        /\ vma = 1
        /\ addr = 0
        (* Process contpte *)
        /\ first = [self \in CONTPTE |-> 0]
        /\ n = [self \in CONTPTE |-> 0]
        /\ pc = [self \in ProcSet |-> CASE self = "reclaim" -> "try_to_unmap_one"
                                        [] self \in CONTPTE -> "contpte_lock"]

try_to_unmap_one == /\ pc["reclaim"] = "try_to_unmap_one"
                    /\ IF "TTU_SYNC" \in TTU_FLAGS
                          THEN /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte_sync"]
                          ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte"]
                    /\ UNCHANGED << pte, ptl, aux_stepped_over, 
                                    aux_stores_locked, vma, addr, first, n >>

map_pte == /\ pc["reclaim"] = "map_pte"
           /\ IF pte[vma][addr] = "present"
                 THEN /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte_lock"]
                      /\ UNCHANGED aux_stepped_over
                 ELSE /\ IF pte[vma][addr] = "none"
                            THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr}]
                            ELSE /\ TRUE
                                 /\ UNCHANGED aux_stepped_over
                      /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
           /\ UNCHANGED << pte, ptl, aux_stores_locked, vma, addr, first, n >>

map_pte_lock == /\ pc["reclaim"] = "map_pte_lock"
                /\ ptl[vma] = "nobody"
                /\ ptl' = [ptl EXCEPT ![vma] = "reclaim"]
                /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                /\ UNCHANGED << pte, aux_stepped_over, aux_stores_locked, vma, 
                                addr, first, n >>

map_pte_sync == /\ pc["reclaim"] = "map_pte_sync"
                /\ ptl[vma] = "nobody"
                /\ ptl' = [ptl EXCEPT ![vma] = "reclaim"]
                /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                /\ UNCHANGED << pte, aux_stepped_over, aux_stores_locked, vma, 
                                addr, first, n >>

this_pte == /\ pc["reclaim"] = "this_pte"
            /\ IF pte[vma][addr] = "present"
                  THEN /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_clear"]
                  ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
            /\ UNCHANGED << pte, ptl, aux_stepped_over, aux_stores_locked, vma, 
                            addr, first, n >>

next_pte == /\ pc["reclaim"] = "next_pte"
            /\ addr' = addr + 1
            /\ IF addr' = NR_PAGES
                  THEN /\ pc' = [pc EXCEPT !["reclaim"] = "not_found"]
                       /\ UNCHANGED aux_stepped_over
                  ELSE /\ IF pte[vma][addr'] = "none"
                             THEN /\ IF ptl[vma] # "reclaim"
                                        THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr'}]
                                        ELSE /\ TRUE
                                             /\ UNCHANGED aux_stepped_over
                                  /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
                             ELSE /\ IF ptl[vma] = "reclaim"
                                        THEN /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                                        ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte_lock"]
                                  /\ UNCHANGED aux_stepped_over
            /\ UNCHANGED << pte, ptl, aux_stores_locked, vma, first, n >>

next_pte_lock == /\ pc["reclaim"] = "next_pte_lock"
                 /\ ptl[vma] = "nobody"
                 /\ ptl' = [ptl EXCEPT ![vma] = "reclaim"]
                 /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                 /\ UNCHANGED << pte, aux_stepped_over, aux_stores_locked, vma, 
                                 addr, first, n >>

ttu_clear == /\ pc["reclaim"] = "ttu_clear"
             /\ aux_stores_locked' = (aux_stores_locked /\ ptl[vma] = "reclaim")
             /\ pte' = [pte EXCEPT ![vma][addr] = "none"]
             /\ IF "TTU_BATCH_FLUSH" \in TTU_FLAGS
                   THEN /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_set_swap"]
                   ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_flush"]
             /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, first, n >>

ttu_flush == /\ pc["reclaim"] = "ttu_flush"
             /\ TRUE
             /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_set_swap"]
             /\ UNCHANGED << pte, ptl, aux_stepped_over, aux_stores_locked, 
                             vma, addr, first, n >>

ttu_set_swap == /\ pc["reclaim"] = "ttu_set_swap"
                /\ aux_stores_locked' = (aux_stores_locked /\ ptl[vma] = "reclaim")
                /\ pte' = [pte EXCEPT ![vma][addr] = "swap"]
                /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
                /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, first, n >>

not_found == /\ pc["reclaim"] = "not_found"
             /\ IF ptl[vma] = "reclaim"
                   THEN /\ ptl' = [ptl EXCEPT ![vma] = "nobody"]
                   ELSE /\ TRUE
                        /\ ptl' = ptl
             /\ pc' = [pc EXCEPT !["reclaim"] = "Done"]
             /\ UNCHANGED << pte, aux_stepped_over, aux_stores_locked, vma, 
                             addr, first, n >>

reclaim == try_to_unmap_one \/ map_pte \/ map_pte_lock \/ map_pte_sync
              \/ this_pte \/ next_pte \/ next_pte_lock \/ ttu_clear
              \/ ttu_flush \/ ttu_set_swap \/ not_found

contpte_lock(self) == /\ pc[self] = "contpte_lock"
                      /\ ptl[(VmaOf(self))] = "nobody"
                      /\ ptl' = [ptl EXCEPT ![(VmaOf(self))] = self]
                      /\ \E block \in Blocks:
                           first' = [first EXCEPT ![self] = block]
                      /\ IF \E i \in first'[self]..(first'[self] + CONT_PTES - 1) : pte[VmaOf(self)][i] # "present"
                            THEN /\ pc' = [pc EXCEPT ![self] = "contpte_unlock"]
                            ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_clear"]
                      /\ UNCHANGED << pte, aux_stepped_over, aux_stores_locked, 
                                      vma, addr, n >>

contpte_clear(self) == /\ pc[self] = "contpte_clear"
                       /\ aux_stores_locked' = (aux_stores_locked /\ ptl[(VmaOf(self))] = self)
                       /\ pte' = [pte EXCEPT ![(VmaOf(self))][(first[self] + n[self])] = "none"]
                       /\ n' = [n EXCEPT ![self] = n[self] + 1]
                       /\ IF n'[self] < CONT_PTES
                             THEN /\ pc' = [pc EXCEPT ![self] = "contpte_clear"]
                             ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_flush"]
                       /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, first >>

contpte_flush(self) == /\ pc[self] = "contpte_flush"
                       /\ n' = [n EXCEPT ![self] = 0]
                       /\ pc' = [pc EXCEPT ![self] = "contpte_set"]
                       /\ UNCHANGED << pte, ptl, aux_stepped_over, 
                                       aux_stores_locked, vma, addr, first >>

contpte_set(self) == /\ pc[self] = "contpte_set"
                     /\ aux_stores_locked' = (aux_stores_locked /\ ptl[(VmaOf(self))] = self)
                     /\ pte' = [pte EXCEPT ![(VmaOf(self))][(first[self] + n[self])] = "present"]
                     /\ n' = [n EXCEPT ![self] = n[self] + 1]
                     /\ IF n'[self] < CONT_PTES
                           THEN /\ pc' = [pc EXCEPT ![self] = "contpte_set"]
                           ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_unlock"]
                     /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, first >>

contpte_unlock(self) == /\ pc[self] = "contpte_unlock"
                        /\ ptl' = [ptl EXCEPT ![(VmaOf(self))] = "nobody"]
                        /\ pc' = [pc EXCEPT ![self] = "Done"]
                        /\ UNCHANGED << pte, aux_stepped_over, 
                                        aux_stores_locked, vma, addr, first, n >>

contpte(self) == contpte_lock(self) \/ contpte_clear(self)
                    \/ contpte_flush(self) \/ contpte_set(self)
                    \/ contpte_unlock(self)

(* Allow infinite stuttering to prevent deadlock on termination. *)
Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars

Next == reclaim
           \/ (\E self \in CONTPTE: contpte(self))
           \/ Terminating

Spec == /\ Init /\ [][Next]_vars
        /\ WF_vars(Next)

Termination == <>(\A self \in ProcSet: pc[self] = "Done")

\* END TRANSLATION TLA-a112a1b702327994317e9c6d819c58ce

-----------------------------------------------------------------------------
\* try_to_unmap_one() has returned.
Returned == pc["reclaim"] = "Done"

\* Every CPU has finished.
AllDone == \A cpu \in ProcSet : pc[cpu] = "Done"

\* The folio is torn: in one VMA, a PTE still maps it and another is a swap entry.
Torn == \E v \in Vmas : \E i, j \in Pages :
            pte[v][i] = "present" /\ pte[v][j] = "swap"

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants

\* Every variable has a value of its type.
TypeOK ==
    /\ pte \in [Vmas -> [Pages -> {"present", "none", "swap"}]]
    /\ ptl \in [Vmas -> ProcSet \union {"nobody"}]
    /\ aux_stepped_over \in [Vmas -> SUBSET Pages]
    /\ aux_stores_locked \in BOOLEAN
    /\ addr \in 0..NR_PAGES

\* A PTE changes only under the PTL, and nobody holds the PTL in the end.
LockDiscipline ==
    /\ aux_stores_locked
    /\ AllDone => \A v \in Vmas : ptl[v] = "nobody"

\* A PTE that the walk stepped over as none does not map the folio afterwards: no none was transient.
NoPteSkipped ==
    \A v \in Vmas : \A i \in aux_stepped_over[v] : pte[v][i] # "present"

\* Once try_to_unmap_one() has returned, no page of the folio is mapped while another is a swap entry.
AllOrNothing == Returned => ~Torn

-----------------------------------------------------------------------------
\* LIVENESS, under weak fairness of every CPU; checked in a run of its own

\* Every CPU finishes, if every CPU that can take a step goes on taking steps.
\* The translation above defines it:
\* Termination == <>(\A self \in ProcSet: pc[self] = "Done")

-----------------------------------------------------------------------------
\* CONDITION: the final states that the scenario asks for, as `exists' does in a
\* litmus test.  The second invariant is violated by a behaviour that ends there.

\* PTE0 still maps the folio and all later PTEs are swap entries.
Pte0PresentRestSwap ==
    /\ Returned
    /\ NR_PAGES > 1
    /\ \A v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = 0 THEN "present" ELSE "swap"

AllOrNothingInPte0PresentRestSwap == Pte0PresentRestSwap => AllOrNothing
=============================================================================
