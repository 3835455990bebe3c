---- MODULE torn_pte0 ----
(***************************************************************************
 torn-pte0

 A contpte writer has cleared PTE0 for a moment when the walk looks at it.
 The walk goes on without the PTL and takes it later: PTE0 stays present
 while the later PTEs become swap entries.

 WHAT IS MODELLED.  try_to_unmap_one() (mm/rmap.c) walks the PTEs of one
 anonymous large folio with page_vma_mapped_walk() (mm/page_vma_mapped.c)
 while other CPUs write the same PTEs: contpte, protect, zap.

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
 207 distinct states, 16 pages 1,809, 512 pages (CONT blocks of 16) 129,246.
 ***************************************************************************)
EXTENDS Naturals

CONSTANTS
    NR_PAGES,           \* PTEs that map the folio: folio_nr_pages()
    CONT_PTES,          \* PTEs of one CONT block.  On arm64 16 with 4K base pages, 128 with
                        \* 16K, 32 with 64K, and a smaller folio has none; here it scales.
    CONTPTE,            \* the CPUs that run contpte
    PROTECT,            \* the CPUs that run protect
    ZAP,                \* the CPUs that run zap
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

(* --algorithm torn_pte0 {

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

\* reclaim: the CPU that runs shrink_folio_list(), in try_to_unmap()
fair process (reclaim = "reclaim")
variables
    vma = 1;            \* pvmw.vma
    addr = 0;           \* pvmw.address, as a page of the folio
    pvmw_ptl = 0;       \* pvmw.ptl: the page table whose PTL the walk holds, 0 for NULL
{
    (***********************************************************************
     try_to_unmap_one(), mm/rmap.c, for an anonymous folio that goes to swap.

     Each PTE that maps the folio is cleared and then becomes a swap entry, one
     PTE at a time, under the PTL.  Whether the walk holds the PTL from PTE0 on
     is what TTU_SYNC decides.

     Left out: the ways to give up half way (mlock, pins, a failing swap
     count), lazyfree, and the unfolding of a CONT block by the first clear,
     which this CPU does under its own PTL.
     ***********************************************************************)

    \* try_to_unmap_one(): if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC
    \* Nothing shared is touched yet.
try_to_unmap_one:
    if ("TTU_SYNC" \in TTU_FLAGS) goto map_pte_sync;

    (***********************************************************************
     page_vma_mapped_walk(), mm/page_vma_mapped.c, at the level of PTEs.

     Without PVMW_SYNC the walk begins without the PTL.  map_pte() looks at the
     first PTE and takes the PTL only if that is present; the loop at next_pte
     takes it at the first later PTE that is not none.  The two tests differ,
     and so they do here.  Once taken, the PTL is kept to the end of the page
     table.  The walk never goes back to a PTE that it has stepped over.

     Left out: the levels above the PTE, the end of a page table, migration
     walks and the pmd_same() check of newer kernels.
     ***********************************************************************)

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
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    goto this_pte;

    \* map_pte(): pte_offset_map_lock() with PVMW_SYNC
    \* The PTL is taken before any PTE is looked at.
map_pte_sync:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);

    \* check_pte(): ptep_get() under the PTL
    \* The PTE is loaded again: does it map the folio?
this_pte:
    if (pte[vma][addr] = "present") goto ttu_clear
    else if (pte[vma][addr] = "none")
        aux_stepped_over[vma] := aux_stepped_over[vma] \union {addr};

    \* page_vma_mapped_walk(): ptep_get() of the next PTE, while pte_none()
    \* One round of the loop at next_pte: one load, lockless as long as the PTL is not held.
next_pte:
    addr := addr + 1;
    if (addr = NR_PAGES) goto not_found
    else if (pte[vma][addr] = "none") {
        aux_stepped_over[vma] := aux_stepped_over[vma] \union {addr};
        goto next_pte;
    }
    else if (pvmw_ptl # 0) goto this_pte;

    \* page_vma_mapped_walk(): spin_lock(pvmw->ptl)
    \* A later PTE was not none: the PTL is taken here, not at PTE0.
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    goto this_pte;

    \* page_vma_mapped_walk_done(): pte_unmap(), spin_unlock() if pvmw->ptl is set
    \* The walk is past the last PTE of the folio.
not_found:
    if (pvmw_ptl # 0) {
        spin_unlock("reclaim", pvmw_ptl);
        pvmw_ptl := 0;
    };
    goto ttu_return;

    (***********************************************************************
     The body of the loop: the walk has returned a PTE, and the PTL is held.
     ***********************************************************************)

    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none until ttu_set_swap.
ttu_clear:
    set_pte("reclaim", vma, addr, "none");
    if ("TTU_BATCH_FLUSH" \in TTU_FLAGS) goto ttu_set_swap;

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not here with TTU_BATCH_FLUSH, which leaves it to try_to_unmap_flush(); the kernel
    \* also asks arch_tlbbatch_should_defer(), see should_defer_flush().
ttu_flush:
    skip;

    \* try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)
    \* The PTE becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr, "swap");
    goto next_pte;

    \* try_to_unmap_one(): mmu_notifier_invalidate_range_end(), return
    \* The walk has found no more: this VMA is done.
ttu_return:
    skip;
}

(***************************************************************************
 contpte_convert(), arch/arm64/mm/contpte.c: folding or unfolding one CONT
 block.  The Arm architecture asks for break-before-make when the CONT bit
 changes, so all PTEs of the block are cleared, the TLB is flushed, and all
 are set again.  The caller holds the PTL throughout; here it is a write fault
 in handle_pte_fault(), whose ptep_set_access_flags() changes the write bit.

 The CPU picks any one aligned block.  A block whose PTEs are not all present
 is neither folded nor unfolded and stays as it is.

 Left out: the CONT bit itself and what the caller wanted.  Newer kernels omit
 the flush with BBML2_NOABORT, which leaves the clear and so the window.
 ***************************************************************************)
\* contpte: folds or unfolds one CONT block by break-before-make
fair process (contpte \in CONTPTE)
variables
    contpte_first = 0;  \* the first PTE of the block
    contpte_i = 0;      \* PTEs of the block done so far
{
    \* handle_pte_fault(): spin_lock(vmf->ptl), in one caller of contpte_convert()
    \* Which block it is going to be is open until here.
contpte_lock:
    with (block \in Blocks) contpte_first := block;
    spin_lock(self, TableOf(VmaOf(self), contpte_first));
    if (\E i \in contpte_first..(contpte_first + CONT_PTES - 1) :
            pte[VmaOf(self)][i] # "present")
        goto contpte_unlock;

    \* contpte_convert(): __ptep_get_and_clear() in a loop over the block
    \* Break: one PTE of the block becomes none.
contpte_clear:
    set_pte(self, VmaOf(self), contpte_first + contpte_i, "none");
    contpte_i := contpte_i + 1;
    if (contpte_i < CONT_PTES) goto contpte_clear;

    \* contpte_convert(): __flush_tlb_range() over the block
    \* All PTEs of the block are none: the longest part of the window.
contpte_flush:
    contpte_i := 0;

    \* contpte_convert(): __set_ptes() over the block
    \* Make: one PTE of the block is present again.
contpte_set:
    set_pte(self, VmaOf(self), contpte_first + contpte_i, "present");
    contpte_i := contpte_i + 1;
    if (contpte_i < CONT_PTES) goto contpte_set;

    \* handle_pte_fault(): pte_unmap_unlock(), in one caller of contpte_convert()
contpte_unlock:
    spin_unlock(self, TableOf(VmaOf(self), contpte_first));
}

(***************************************************************************
 change_pte_range(), mm/mprotect.c, up to about 6.16: a protection change
 (mprotect, userfaultfd write protection, and from about 6.10 on NUMA hinting)
 PTE by PTE.  Each PTE is cleared and set again so that no accessed or dirty
 bit of the hardware gets lost.

 The PTL is held over the whole range, but no more than one PTE is none at a
 time, unless the PTE belongs to a CONT block of arm64: then the clear unfolds
 the whole block first, and the last store may fold it.  Only the contpte
 writer models that.  PTEs that are none or swap entries keep their value here.

 Left out: the batched form of about 6.17 and later, which clears a whole run
 first.
 ***************************************************************************)
\* protect: changes the protection of the whole range, PTE by PTE
fair process (protect \in PROTECT)
variables
    protect_i = 0;      \* the PTE at hand
{
    \* change_pte_range(): pte_offset_map_lock()
protect_lock:
    spin_lock(self, TableOf(VmaOf(self), 0));

    \* change_pte_range(): ptep_modify_prot_start(), a get-and-clear
    \* A present PTE becomes none; any other is passed over.
protect_start:
    if (pte[VmaOf(self)][protect_i] # "present") {
        protect_i := protect_i + 1;
        if (protect_i < NR_PAGES) goto protect_start else goto protect_unlock;
    }
    else set_pte(self, VmaOf(self), protect_i, "none");

    \* change_pte_range(): ptep_modify_prot_commit()
    \* The PTE is present again, with its new protection.
protect_commit:
    set_pte(self, VmaOf(self), protect_i, "present");
    protect_i := protect_i + 1;
    if (protect_i < NR_PAGES) goto protect_start;

    \* change_pte_range(): pte_unmap_unlock()
protect_unlock:
    spin_unlock(self, TableOf(VmaOf(self), 0));
}

(***************************************************************************
 zap_pte_range(), mm/memory.c, over the whole range: munmap(), MADV_DONTNEED
 or exit.  This is userspace's own unmap: the PTEs stay none for good.  Newer
 kernels clear a run of PTEs of one folio in one call, still one store after
 the other.

 Left out: the map count that drops after the clear, the swap slot that a
 swap entry gives back, and a PTL released in the middle of the range.
 ***************************************************************************)
\* zap: userspace unmaps the whole range
fair process (zap \in ZAP)
variables
    zap_i = 0;          \* the PTE at hand
{
    \* zap_pte_range(): pte_offset_map_lock()
zap_lock:
    spin_lock(self, TableOf(VmaOf(self), 0));

    \* zap_pte_range(): ptep_get_and_clear_full(), or pte_clear_not_present_full() of a swap entry
    \* One PTE is none for good.
zap_pte:
    if (pte[VmaOf(self)][zap_i] # "none") set_pte(self, VmaOf(self), zap_i, "none");
    zap_i := zap_i + 1;
    if (zap_i < NR_PAGES) goto zap_pte;

    \* zap_pte_range(): pte_unmap_unlock()
zap_unlock:
    spin_unlock(self, TableOf(VmaOf(self), 0));
}

} *)
\* BEGIN TRANSLATION PCal-c896f09094e0a56e5afc537b2bef2349
VARIABLES pte, ptl, aux_stepped_over, aux_locked, pc

(* define statement *)
Vmas   == 1..1
Tables == 1..1
Pages  == 0..(NR_PAGES - 1)


TableOf(v, i) == 1

VmaOf(writer) == 1

Blocks == {i \in Pages : i % CONT_PTES = 0}

VARIABLES vma, addr, pvmw_ptl, contpte_first, contpte_i, protect_i, zap_i

vars == << pte, ptl, aux_stepped_over, aux_locked, pc, vma, addr, pvmw_ptl, 
           contpte_first, contpte_i, protect_i, zap_i >>

ProcSet == {"reclaim"} \cup (CONTPTE) \cup (PROTECT) \cup (ZAP)

Init == (* Global variables *)
        /\ pte = [v \in Vmas |-> [i \in Pages |-> "present"]]
        /\ ptl = [t \in Tables |-> "nobody"]
        /\ aux_stepped_over = [v \in Vmas |-> {}]
        /\ aux_locked = TRUE
        (* Process reclaim *)
        /\ vma = 1
        /\ addr = 0
        /\ pvmw_ptl = 0
        (* Process contpte *)
        /\ contpte_first = [self \in CONTPTE |-> 0]
        /\ contpte_i = [self \in CONTPTE |-> 0]
        (* Process protect *)
        /\ protect_i = [self \in PROTECT |-> 0]
        (* Process zap *)
        /\ zap_i = [self \in ZAP |-> 0]
        /\ pc = [self \in ProcSet |-> CASE self = "reclaim" -> "try_to_unmap_one"
                                        [] self \in CONTPTE -> "contpte_lock"
                                        [] self \in PROTECT -> "protect_lock"
                                        [] self \in ZAP -> "zap_lock"]

try_to_unmap_one == /\ pc["reclaim"] = "try_to_unmap_one"
                    /\ IF "TTU_SYNC" \in TTU_FLAGS
                          THEN /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte_sync"]
                          ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte"]
                    /\ UNCHANGED << pte, ptl, aux_stepped_over, aux_locked, 
                                    vma, addr, pvmw_ptl, contpte_first, 
                                    contpte_i, protect_i, zap_i >>

map_pte == /\ pc["reclaim"] = "map_pte"
           /\ IF pte[vma][addr] = "present"
                 THEN /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte_lock"]
                      /\ UNCHANGED aux_stepped_over
                 ELSE /\ IF pte[vma][addr] = "none"
                            THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr}]
                            ELSE /\ TRUE
                                 /\ UNCHANGED aux_stepped_over
                      /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
           /\ UNCHANGED << pte, ptl, aux_locked, vma, addr, pvmw_ptl, 
                           contpte_first, contpte_i, protect_i, zap_i >>

map_pte_lock == /\ pc["reclaim"] = "map_pte_lock"
                /\ ptl[(TableOf(vma, addr))] = "nobody"
                /\ ptl' = [ptl EXCEPT ![(TableOf(vma, addr))] = "reclaim"]
                /\ pvmw_ptl' = TableOf(vma, addr)
                /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                /\ UNCHANGED << pte, aux_stepped_over, aux_locked, vma, addr, 
                                contpte_first, contpte_i, protect_i, zap_i >>

map_pte_sync == /\ pc["reclaim"] = "map_pte_sync"
                /\ ptl[(TableOf(vma, addr))] = "nobody"
                /\ ptl' = [ptl EXCEPT ![(TableOf(vma, addr))] = "reclaim"]
                /\ pvmw_ptl' = TableOf(vma, addr)
                /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                /\ UNCHANGED << pte, aux_stepped_over, aux_locked, vma, addr, 
                                contpte_first, contpte_i, protect_i, zap_i >>

this_pte == /\ pc["reclaim"] = "this_pte"
            /\ IF pte[vma][addr] = "present"
                  THEN /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_clear"]
                       /\ UNCHANGED aux_stepped_over
                  ELSE /\ IF pte[vma][addr] = "none"
                             THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr}]
                             ELSE /\ TRUE
                                  /\ UNCHANGED aux_stepped_over
                       /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
            /\ UNCHANGED << pte, ptl, aux_locked, vma, addr, pvmw_ptl, 
                            contpte_first, contpte_i, protect_i, zap_i >>

next_pte == /\ pc["reclaim"] = "next_pte"
            /\ addr' = addr + 1
            /\ IF addr' = NR_PAGES
                  THEN /\ pc' = [pc EXCEPT !["reclaim"] = "not_found"]
                       /\ UNCHANGED aux_stepped_over
                  ELSE /\ IF pte[vma][addr'] = "none"
                             THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr'}]
                                  /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
                             ELSE /\ IF pvmw_ptl # 0
                                        THEN /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                                        ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte_lock"]
                                  /\ UNCHANGED aux_stepped_over
            /\ UNCHANGED << pte, ptl, aux_locked, vma, pvmw_ptl, contpte_first, 
                            contpte_i, protect_i, zap_i >>

next_pte_lock == /\ pc["reclaim"] = "next_pte_lock"
                 /\ ptl[(TableOf(vma, addr))] = "nobody"
                 /\ ptl' = [ptl EXCEPT ![(TableOf(vma, addr))] = "reclaim"]
                 /\ pvmw_ptl' = TableOf(vma, addr)
                 /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                 /\ UNCHANGED << pte, aux_stepped_over, aux_locked, vma, addr, 
                                 contpte_first, contpte_i, protect_i, zap_i >>

not_found == /\ pc["reclaim"] = "not_found"
             /\ IF pvmw_ptl # 0
                   THEN /\ aux_locked' = (aux_locked /\ ptl[pvmw_ptl] = "reclaim")
                        /\ ptl' = [ptl EXCEPT ![pvmw_ptl] = "nobody"]
                        /\ pvmw_ptl' = 0
                   ELSE /\ TRUE
                        /\ UNCHANGED << ptl, aux_locked, pvmw_ptl >>
             /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_return"]
             /\ UNCHANGED << pte, aux_stepped_over, vma, addr, contpte_first, 
                             contpte_i, protect_i, zap_i >>

ttu_clear == /\ pc["reclaim"] = "ttu_clear"
             /\ aux_locked' = (aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim")
             /\ pte' = [pte EXCEPT ![vma][addr] = "none"]
             /\ IF "TTU_BATCH_FLUSH" \in TTU_FLAGS
                   THEN /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_set_swap"]
                   ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_flush"]
             /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, pvmw_ptl, 
                             contpte_first, contpte_i, protect_i, zap_i >>

ttu_flush == /\ pc["reclaim"] = "ttu_flush"
             /\ TRUE
             /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_set_swap"]
             /\ UNCHANGED << pte, ptl, aux_stepped_over, aux_locked, vma, addr, 
                             pvmw_ptl, contpte_first, contpte_i, protect_i, 
                             zap_i >>

ttu_set_swap == /\ pc["reclaim"] = "ttu_set_swap"
                /\ aux_locked' = (aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim")
                /\ pte' = [pte EXCEPT ![vma][addr] = "swap"]
                /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
                /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, pvmw_ptl, 
                                contpte_first, contpte_i, protect_i, zap_i >>

ttu_return == /\ pc["reclaim"] = "ttu_return"
              /\ TRUE
              /\ pc' = [pc EXCEPT !["reclaim"] = "Done"]
              /\ UNCHANGED << pte, ptl, aux_stepped_over, aux_locked, vma, 
                              addr, pvmw_ptl, contpte_first, contpte_i, 
                              protect_i, zap_i >>

reclaim == try_to_unmap_one \/ map_pte \/ map_pte_lock \/ map_pte_sync
              \/ this_pte \/ next_pte \/ next_pte_lock \/ not_found
              \/ ttu_clear \/ ttu_flush \/ ttu_set_swap \/ ttu_return

contpte_lock(self) == /\ pc[self] = "contpte_lock"
                      /\ \E block \in Blocks:
                           contpte_first' = [contpte_first EXCEPT ![self] = block]
                      /\ ptl[(TableOf(VmaOf(self), contpte_first'[self]))] = "nobody"
                      /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), contpte_first'[self]))] = self]
                      /\ IF \E i \in contpte_first'[self]..(contpte_first'[self] + CONT_PTES - 1) :
                                pte[VmaOf(self)][i] # "present"
                            THEN /\ pc' = [pc EXCEPT ![self] = "contpte_unlock"]
                            ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_clear"]
                      /\ UNCHANGED << pte, aux_stepped_over, aux_locked, vma, 
                                      addr, pvmw_ptl, contpte_i, protect_i, 
                                      zap_i >>

contpte_clear(self) == /\ pc[self] = "contpte_clear"
                       /\ aux_locked' = (aux_locked /\ ptl[TableOf((VmaOf(self)), (contpte_first[self] + contpte_i[self]))] = self)
                       /\ pte' = [pte EXCEPT ![(VmaOf(self))][(contpte_first[self] + contpte_i[self])] = "none"]
                       /\ contpte_i' = [contpte_i EXCEPT ![self] = contpte_i[self] + 1]
                       /\ IF contpte_i'[self] < CONT_PTES
                             THEN /\ pc' = [pc EXCEPT ![self] = "contpte_clear"]
                             ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_flush"]
                       /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, 
                                       pvmw_ptl, contpte_first, protect_i, 
                                       zap_i >>

contpte_flush(self) == /\ pc[self] = "contpte_flush"
                       /\ contpte_i' = [contpte_i EXCEPT ![self] = 0]
                       /\ pc' = [pc EXCEPT ![self] = "contpte_set"]
                       /\ UNCHANGED << pte, ptl, aux_stepped_over, aux_locked, 
                                       vma, addr, pvmw_ptl, contpte_first, 
                                       protect_i, zap_i >>

contpte_set(self) == /\ pc[self] = "contpte_set"
                     /\ aux_locked' = (aux_locked /\ ptl[TableOf((VmaOf(self)), (contpte_first[self] + contpte_i[self]))] = self)
                     /\ pte' = [pte EXCEPT ![(VmaOf(self))][(contpte_first[self] + contpte_i[self])] = "present"]
                     /\ contpte_i' = [contpte_i EXCEPT ![self] = contpte_i[self] + 1]
                     /\ IF contpte_i'[self] < CONT_PTES
                           THEN /\ pc' = [pc EXCEPT ![self] = "contpte_set"]
                           ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_unlock"]
                     /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, 
                                     pvmw_ptl, contpte_first, protect_i, zap_i >>

contpte_unlock(self) == /\ pc[self] = "contpte_unlock"
                        /\ aux_locked' = (aux_locked /\ ptl[(TableOf(VmaOf(self), contpte_first[self]))] = self)
                        /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), contpte_first[self]))] = "nobody"]
                        /\ pc' = [pc EXCEPT ![self] = "Done"]
                        /\ UNCHANGED << pte, aux_stepped_over, vma, addr, 
                                        pvmw_ptl, contpte_first, contpte_i, 
                                        protect_i, zap_i >>

contpte(self) == contpte_lock(self) \/ contpte_clear(self)
                    \/ contpte_flush(self) \/ contpte_set(self)
                    \/ contpte_unlock(self)

protect_lock(self) == /\ pc[self] = "protect_lock"
                      /\ ptl[(TableOf(VmaOf(self), 0))] = "nobody"
                      /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), 0))] = self]
                      /\ pc' = [pc EXCEPT ![self] = "protect_start"]
                      /\ UNCHANGED << pte, aux_stepped_over, aux_locked, vma, 
                                      addr, pvmw_ptl, contpte_first, contpte_i, 
                                      protect_i, zap_i >>

protect_start(self) == /\ pc[self] = "protect_start"
                       /\ IF pte[VmaOf(self)][protect_i[self]] # "present"
                             THEN /\ protect_i' = [protect_i EXCEPT ![self] = protect_i[self] + 1]
                                  /\ IF protect_i'[self] < NR_PAGES
                                        THEN /\ pc' = [pc EXCEPT ![self] = "protect_start"]
                                        ELSE /\ pc' = [pc EXCEPT ![self] = "protect_unlock"]
                                  /\ UNCHANGED << pte, aux_locked >>
                             ELSE /\ aux_locked' = (aux_locked /\ ptl[TableOf((VmaOf(self)), protect_i[self])] = self)
                                  /\ pte' = [pte EXCEPT ![(VmaOf(self))][protect_i[self]] = "none"]
                                  /\ pc' = [pc EXCEPT ![self] = "protect_commit"]
                                  /\ UNCHANGED protect_i
                       /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, 
                                       pvmw_ptl, contpte_first, contpte_i, 
                                       zap_i >>

protect_commit(self) == /\ pc[self] = "protect_commit"
                        /\ aux_locked' = (aux_locked /\ ptl[TableOf((VmaOf(self)), protect_i[self])] = self)
                        /\ pte' = [pte EXCEPT ![(VmaOf(self))][protect_i[self]] = "present"]
                        /\ protect_i' = [protect_i EXCEPT ![self] = protect_i[self] + 1]
                        /\ IF protect_i'[self] < NR_PAGES
                              THEN /\ pc' = [pc EXCEPT ![self] = "protect_start"]
                              ELSE /\ pc' = [pc EXCEPT ![self] = "protect_unlock"]
                        /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, 
                                        pvmw_ptl, contpte_first, contpte_i, 
                                        zap_i >>

protect_unlock(self) == /\ pc[self] = "protect_unlock"
                        /\ aux_locked' = (aux_locked /\ ptl[(TableOf(VmaOf(self), 0))] = self)
                        /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), 0))] = "nobody"]
                        /\ pc' = [pc EXCEPT ![self] = "Done"]
                        /\ UNCHANGED << pte, aux_stepped_over, vma, addr, 
                                        pvmw_ptl, contpte_first, contpte_i, 
                                        protect_i, zap_i >>

protect(self) == protect_lock(self) \/ protect_start(self)
                    \/ protect_commit(self) \/ protect_unlock(self)

zap_lock(self) == /\ pc[self] = "zap_lock"
                  /\ ptl[(TableOf(VmaOf(self), 0))] = "nobody"
                  /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), 0))] = self]
                  /\ pc' = [pc EXCEPT ![self] = "zap_pte"]
                  /\ UNCHANGED << pte, aux_stepped_over, aux_locked, vma, addr, 
                                  pvmw_ptl, contpte_first, contpte_i, 
                                  protect_i, zap_i >>

zap_pte(self) == /\ pc[self] = "zap_pte"
                 /\ IF pte[VmaOf(self)][zap_i[self]] # "none"
                       THEN /\ aux_locked' = (aux_locked /\ ptl[TableOf((VmaOf(self)), zap_i[self])] = self)
                            /\ pte' = [pte EXCEPT ![(VmaOf(self))][zap_i[self]] = "none"]
                       ELSE /\ TRUE
                            /\ UNCHANGED << pte, aux_locked >>
                 /\ zap_i' = [zap_i EXCEPT ![self] = zap_i[self] + 1]
                 /\ IF zap_i'[self] < NR_PAGES
                       THEN /\ pc' = [pc EXCEPT ![self] = "zap_pte"]
                       ELSE /\ pc' = [pc EXCEPT ![self] = "zap_unlock"]
                 /\ UNCHANGED << ptl, aux_stepped_over, vma, addr, pvmw_ptl, 
                                 contpte_first, contpte_i, protect_i >>

zap_unlock(self) == /\ pc[self] = "zap_unlock"
                    /\ aux_locked' = (aux_locked /\ ptl[(TableOf(VmaOf(self), 0))] = self)
                    /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), 0))] = "nobody"]
                    /\ pc' = [pc EXCEPT ![self] = "Done"]
                    /\ UNCHANGED << pte, aux_stepped_over, vma, addr, pvmw_ptl, 
                                    contpte_first, contpte_i, protect_i, zap_i >>

zap(self) == zap_lock(self) \/ zap_pte(self) \/ zap_unlock(self)

(* Allow infinite stuttering to prevent deadlock on termination. *)
Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars

Next == reclaim
           \/ (\E self \in CONTPTE: contpte(self))
           \/ (\E self \in PROTECT: protect(self))
           \/ (\E self \in ZAP: zap(self))
           \/ Terminating

Spec == /\ Init /\ [][Next]_vars
        /\ WF_vars(reclaim)
        /\ \A self \in CONTPTE : WF_vars(contpte(self))
        /\ \A self \in PROTECT : WF_vars(protect(self))
        /\ \A self \in ZAP : WF_vars(zap(self))

Termination == <>(\A self \in ProcSet: pc[self] = "Done")

\* END TRANSLATION TLA-3454fa53f9baa8f76ff4fdf2ba6d5821

-----------------------------------------------------------------------------
\* try_to_unmap_one() has returned.
Returned == pc["reclaim"] = "Done"

\* The folio is torn: in one VMA, a PTE still maps it and another is a swap entry.
Torn == \E v \in Vmas : \E i, j \in Pages :
            pte[v][i] = "present" /\ pte[v][j] = "swap"

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants

\* Each PTE, PTL and history variable and the position of the walk has a value of its type.
TypeOK ==
    /\ pte \in [Vmas -> [Pages -> {"present", "none", "swap"}]]
    /\ ptl \in [Tables -> ProcSet \union {"nobody"}]
    /\ aux_stepped_over \in [Vmas -> SUBSET Pages]
    /\ aux_locked \in BOOLEAN
    /\ vma \in Vmas
    /\ addr \in 0..NR_PAGES
    /\ pvmw_ptl \in Tables \union {0}

\* A PTE changes only under the PTL, only its holder drops the PTL, and a CPU that is done holds none.
LockDiscipline ==
    /\ aux_locked
    /\ \A cpu \in ProcSet : pc[cpu] = "Done" => \A t \in Tables : ptl[t] # cpu

\* The walk returns a PTE only while that PTE maps the folio and the walk holds the PTL.
WalkContract ==
    pc["reclaim"] = "ttu_clear" =>
        pte[vma][addr] = "present" /\ ptl[TableOf(vma, addr)] = "reclaim"

\* A PTE that the walk saw as none and left behind does not map the folio afterwards: no none was transient.
NoPteSkipped ==
    \A v \in Vmas : \A i \in aux_stepped_over[v] : pte[v][i] # "present"

\* Once try_to_unmap_one() has returned, no VMA has both a PTE that maps the folio and one that is a swap entry.
AllOrNothing == Returned => ~Torn

-----------------------------------------------------------------------------
\* LIVENESS, under weak fairness of each CPU; checked in a run of its own

\* Every CPU finishes, if no CPU that can go on is stopped for ever.
\* The translation above defines it:
\* Termination == <>(\A self \in ProcSet: pc[self] = "Done")
\* Each CPU runs once.  A writer that repeated for ever could keep a weakly fair
\* CPU from the PTL, which the queued spinlock of the kernel would not.

-----------------------------------------------------------------------------
\* CONDITION: states after the return of try_to_unmap_one() that the scenario
\* asks for, like `exists' in a litmus test, except that other CPUs may still be
\* running.  AllOrNothingInPte0PresentRestSwap is checked
\* alone, so that its counterexample ends there.

\* try_to_unmap_one() has returned, PTE0 maps the folio, and all later PTEs are swap entries.
Pte0PresentRestSwap ==
    /\ Returned
    /\ NR_PAGES > 1
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = 0 THEN "present" ELSE "swap"

AllOrNothingInPte0PresentRestSwap == Pte0PresentRestSwap => AllOrNothing
=============================================================================
