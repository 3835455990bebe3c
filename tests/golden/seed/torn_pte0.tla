---- MODULE torn_pte0 ----
(***************************************************************************
 torn-pte0

 A contpte writer has cleared PTE0 for a moment when the walk looks at it.
 The walk goes on without the PTL and takes it later: PTE0 stays present
 while the later PTEs become swap entries.

 WHAT IS MODELLED. shrink_folio_list() (mm/vmscan.c) calls try_to_unmap()
 (mm/rmap.c) on an anonymous folio that goes to swap, which walks its PTEs
 with page_vma_mapped_walk() (mm/page_vma_mapped.c) while other CPUs run
 contpte (folds or unfolds one CONT block by break-before-make).

 THE STATE.  Each VMA has its own page tables, and each page table has its page
 table lock (PTL).  Each VMA belongs to an mm of its own, except for the two
 between which mremap() moves PTEs.  The value of a PTE:
   present    maps its page of the folio, PROT_NONE and NUMA-hinted included
   none       pte_none
   swap       the swap entry of its page of the folio
   other      maps some other page, which this model does not follow

 The counters are those of the kernel: the map count of each page, the swap
 count of each slot, and, if some CPU takes one, the references to a page beyond
 those of its mappings.

 ATOMICITY.  One label is one step of one CPU: a lockless load, taking or
 dropping a lock, a store to a PTE, a change of a counter.  A load
 under the lock that protects what it reads needs no label of its own.
 Several stores at once: folio_remove_rmap (the map counts, then the
 deferred split list under its lock).

 WHICH KERNEL.  Kernel profile rfc-base: v6.10 without 73bc32875ee9, which
 is what the patch of March 2024 was written for. Large folios are swapped
 whole, and reclaim does not pass TTU_SYNC. No release is like this.
 The policy is none: the flags given to try_to_unmap() are all there is.

 LEFT OUT.  Young, write and CONT bits, protections, soft-dirty and uffd
 markers: a PTE has no values but those above.  TLBs: a flush is a step
 without an effect, so no property notices a flush that comes too early, too
 late or never, or a break-before-make in the wrong order.  Memory
 ordering weaker than one total order of the steps.  LRU lists, the memory
 cgroup, MGLRU, demotion, zswap.  Each template says in its header what else
 it leaves out.

 WHAT THE RACE COSTS.  A torn folio is still mapped and not reclaimed: a
 benign inconsistency that costs page faults and a second reclaim pass.  It
 is not memory corruption, and no property here claims that it is.  The folio
 keeps its swap slots, and on arm64 it loses the CONT block.
 ***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    NR_PAGES,           \* PTEs that map the folio: folio_nr_pages(); a hugetlb folio has one entry
    CONT_PTES,          \* PTEs of one CONT block.  On arm64 16 with 4K base pages, 128 with
                        \* 16K, 32 with 64K, and a smaller folio has none; here it scales.
    VMAS,               \* how many VMAs map the folio
    STRADDLE,           \* PTEs that are in the first of two page tables; 0: there is one
    PASSES,             \* how often reclaim tries; 0: until the folio is reclaimed
    CONTPTE,            \* the CPUs that run contpte
    TTU_FLAGS           \* the flags given to try_to_unmap(), without those that the policy adds

TtuFlags == {
    "TTU_SYNC",
    "TTU_BATCH_FLUSH",
    "TTU_SPLIT_HUGE_PMD",
    "TTU_IGNORE_MLOCK",
    "TTU_HWPOISON",
    "TTU_RMAP_LOCKED"}

ASSUME NrPagesAssumption == NR_PAGES \in 1..8192
ASSUME ContPtesAssumption == CONT_PTES \in 1..NR_PAGES /\ NR_PAGES % CONT_PTES = 0
ASSUME VmasAssumption == VMAS \in 1..3
ASSUME StraddleAssumption == STRADDLE \in 0..(NR_PAGES - 1)
ASSUME PassesAssumption == PASSES \in 0..3
ASSUME TtuFlagsAssumption == TTU_FLAGS \subseteq TtuFlags

(* --algorithm torn_pte0 {

variables
    \* The page tables: pte[v][i] is the PTE that VMA v has for page i of the folio.
    pte = [v \in Vmas |-> [i \in Pages |-> InitialPte(v, i)]];
    \* The PTL of each page table: nobody, or the CPU that holds it.
    ptl = [t \in Tables |-> "nobody"];
    \* page->_mapcount + 1 of each page: how many PTEs map it.
    mapcount = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "present"})];
    \* The swap count of the slot of each page: how many PTEs hold its swap entry.
    swap_count = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "swap"})];
    \* The pages that are in the swap cache, each with its slot.
    swapcache = IF \E v \in Vmas, i \in Pages : InitialPte(v, i) = "swap" THEN Pages ELSE {};
    \* The folio is on the deferred split list.
    deferred = InitiallyDeferred;
    \* The folio lock: nobody, or the CPU that holds it.
    folio_lock = "nobody";
    \* The lock of the reverse map, anon_vma or i_mmap.  Reclaim is its only reader.
    rmap_lock = "nobody";
    \* The pages for which pageout() has issued I/O, and those that are reclaimed.
    written = {};
    reclaimed = {};
    \* History: was every store to a PTE made under its PTL (by reclaim under the rmap lock too),
    \* every store to a PMD under the PMD lock, and every unlock made by the holder?
    aux_locked = TRUE;
    \* History: did reclaim hold the folio lock at each of its stores to a PTE, and did only the
    \* holder drop that lock?
    aux_folio_locked = TRUE;
    \* History: pages whose PTE the walk saw as none, with or without the PTL, and left behind.
    aux_stepped_over = [v \in Vmas |-> {}];
    \* History: pages that reclaim has unmapped in this pass.  set_pte() updates it.
    aux_unmapped = [v \in Vmas |-> {}];
    \* History: the CPU that put the folio on the deferred split list.
    aux_queued_by = "nobody";

define {
    Vmas   == 1..VMAS
    Tables == 1..(IF STRADDLE = 0 THEN VMAS ELSE 2 * VMAS)
    \* The page table that holds the PTE of page i in VMA v.
    TableOf(v, i) == IF STRADDLE > 0 /\ i >= STRADDLE THEN VMAS + v ELSE v

    \* The VMAs whose PMD entry maps the folio in the beginning, and those with VM_LOCKED.
    PMD_MAPPED == {}
    MLOCKED    == {}
    \* The initial value of each PTE, and all values that it can take.
    InitialPte(v, i) ==
        "present"
    PteValues == {"present", "none", "swap", "other"}

    \* What follows from the folio, the kernel and the policy.
    \* folio_test_anon()
    Anon == TRUE
    \* mem_cgroup_swap_full()
    SwapIsFull == FALSE
    \* v6.8 queues a folio for the deferred split even when its last page is unmapped.
    QueuesUnmapped == FALSE
    \* map_pte(): a first PTE that makes the walk take the PTL, and one that is left behind.
    TakesPtlAtFirst == {"present", "other"}
    SteppedOverAtFirst == {"none"}
    \* Userspace gives up what a PTE mapped that it has changed for good.
    GivesUp == FALSE

    \* State that no CPU changes in this scenario.
    pmd             == [v \in Vmas |-> "table"]
    pmd_lock        == [v \in Vmas |-> "nobody"]
    entire_mapcount == 0
    refs            == [i \in 0..(NR_PAGES - 1) |-> 0]
    split           == FALSE
    page            == 0
    aux_split_torn  == FALSE
    folio_mlocked   == FALSE
    swapbacked      == TRUE
    aux_userspace   == [v \in Vmas |-> {}]
    aux_faulted     == FALSE

    \* The folio that reclaim works on: the large one or, after a split, one page of it.
    Large == NR_PAGES > 1 /\ ~split
    First == IF split THEN page ELSE 0
    Last  == IF split THEN page ELSE NR_PAGES - 1

    Pages      == 0..(NR_PAGES - 1)
    FolioPages == First..Last
    \* The first PTE of each aligned CONT block, and all PTEs of one block.
    Blocks   == {i \in Pages : i % CONT_PTES = 0}
    Block(i) == i..(i + CONT_PTES - 1)
    \* The folio is partly mapped and not in swap, so deferred_split_folio() has queued it.
    InitiallyDeferred ==
        /\ Anon /\ NR_PAGES > 2 /\ PMD_MAPPED = {}
        /\ \A v \in Vmas, i \in Pages : InitialPte(v, i) # "swap"
        /\ \E v \in Vmas, i \in Pages : InitialPte(v, i) = "present"
        /\ \E i \in Pages : \A v \in Vmas : InitialPte(v, i) # "present"

    \* folio_mapped()
    FolioMapped == entire_mapcount > 0 \/ \E i \in FolioPages : mapcount[i] > 0
    \* folio_ref_count() is more than the mappings and the swap cache account for.
    ExtraRefs == \E i \in FolioPages : refs[i] > 0
    \* What a writer works on: its VMA, its first and last PTE, and how many rounds it makes.
    VmaOf(cpu)   == 1
    FirstOf(cpu) == 0
    LastOf(cpu)  == NR_PAGES - 1
    TimesOf(cpu) == 1
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

\* A store to a PTE that others can reach is made here, so that LockDiscipline sees it.
macro set_pte(cpu, v, i, value) {
    aux_locked := aux_locked /\ ptl[TableOf(v, i)] = cpu /\ (cpu = "reclaim" => rmap_lock = cpu);
    aux_folio_locked := aux_folio_locked /\ (cpu = "reclaim" => folio_lock = cpu);
    \* A migration entry does not count as unmapped: the split that stores it maps the page again.
    if (cpu = "reclaim" /\ value # "migration")
        aux_unmapped[v] :=
            IF value = "present" THEN aux_unmapped[v] \ {i} ELSE aux_unmapped[v] \union {i};
    pte[v][i] := value;
}

\* folio_remove_rmap_pte(): drops the map count, and queues a folio that is partly mapped from now
\* on.  deferred_split_folio() does nothing for a folio of two pages or one in the swap cache.  The
\* test needs the map counts after the drop; FolioMapped would read those before it.
macro folio_remove_rmap(cpu, i) {
    mapcount[i] := mapcount[i] - 1;
    if (Anon /\ Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {}
            /\ mapcount[i] = 0 /\ entire_mapcount = 0
            /\ (QueuesUnmapped \/ \E j \in First..Last : mapcount[j] > 0)) {
        deferred := TRUE;
        aux_queued_by := cpu;
    };
}

\* begin_pass: a pass begins.  step_over: the walk saw a PTE as none and leaves it behind.
macro begin_pass() {
    aux_stepped_over := [v \in Vmas |-> {}];
    aux_unmapped := [v \in Vmas |-> {}];
}

macro step_over(v, i) {
    aux_stepped_over[v] := aux_stepped_over[v] \union {i};
}

\* The folio that reclaim works on, or one page of it after a split, with its swap slots.
macro add_to_swap_cache() {
    swapcache := swapcache \union First..Last;
}

macro leave_swap_cache() {
    swapcache := swapcache \ (First..Last);
}

macro write_folio() {
    written := written \union First..Last;
}

macro forget_written() {
    written := written \ (First..Last);
}

macro free_folio() {
    reclaimed := reclaimed \union First..Last;
}

\* contpte_convert() stores to one PTE of its block after the other.
macro contpte_store(value) {
    set_pte(self, VmaOf(self), contpte_first + contpte_i, value);
    contpte_i := contpte_i + 1;
}

(***************************************************************************
 shrink_folio_list(), mm/vmscan.c: one pass over the folio, or several.

 Reclaim locks the folio, reserves its swap slots and puts it into the swap
 cache, and only then unmaps it.  I/O is issued after the folio has been
 unmapped completely.  A folio that is still mapped goes back to the active list
 and stays in the swap cache.  A clean file-backed folio, and a lazyfree folio
 (after MADV_FREE) that nobody has written to since, is unmapped without a swap
 entry and dropped without I/O.

 Left out: isolation from the LRU, references and age, writeback by others,
 demotion, and what becomes of the folio on the LRU lists.  I/O is over at once,
 and the folio stays locked meanwhile.
 After a split the pages are reclaimed in order, under one folio lock.
 ***************************************************************************)
\* reclaim: the CPU that runs shrink_folio_list()
fair process (reclaim = "reclaim")
variables
    pass = 1;           \* passes begun
    flags = {};         \* enum ttu_flags flags
    vma = 0;            \* pvmw.vma; 0 before try_to_unmap()
    addr = 0;           \* pvmw.address, as a page of the folio
    pvmw_ptl = 0;       \* pvmw.ptl: the page table whose PTL the walk holds, 0 for NULL
    ret = TRUE;         \* what try_to_unmap_one() is going to return
    unmap_fail = FALSE; \* counted in stat->nr_unmap_fail
    aux_ptl_from = 0;   \* history: the page at whose PTE the walk took the PTL
{
    \* shrink_folio_list(): folio_trylock()
    \* A folio that another CPU has locked is left alone.
shrink_trylock:
    begin_pass();
    unmap_fail := FALSE;
    vma := 0;
    if (folio_lock # "nobody") goto shrink_next
    else folio_lock := "reclaim";

    \* shrink_folio_list(): folio_test_swapcache(), folio_test_swapbacked()
    \* A folio that is in the swap cache already, or not swapbacked, skips the checks that follow.
shrink_swapcache:
    if (First \in swapcache \/ ~swapbacked) goto shrink_mapped;

    \* shrink_folio_list(): add_to_swap(), folio_alloc_swap() in newer kernels
    \* The slots are reserved and the folio enters the swap cache.  There is no I/O yet: what an
    \* earlier pass wrote is in slots that have been freed since.
shrink_add_to_swap:
    add_to_swap_cache();
    forget_written();

    \* shrink_folio_list(): folio_mapped()
    \* A folio that is not mapped needs no try_to_unmap().
shrink_mapped:
    if (~FolioMapped) goto shrink_pageout;

    \* shrink_folio_list(): enum ttu_flags flags
    \* A policy may add TTU_SYNC for a large folio, or only for one that is not on the deferred
    \* split list.
shrink_flags:
    flags := TTU_FLAGS;

    (***********************************************************************
     try_to_unmap(), mm/rmap.c, and its walk over the reverse map: the VMAs one
     after the other, in the order of the interval tree.

     The walk ends when try_to_unmap_one() returns false.  When it returns true,
     the walk ends if the folio is not mapped any more.  try_to_unmap_one() does
     not return false because it has stepped over PTEs.  No PTL is held from one
     VMA to the next.

     Left out: folio_lock_anon_vma_read() checks folio_mapped() again.  That only
     saves a walk that would find nothing.
     ***********************************************************************)

    \* rmap_walk_anon(): folio_lock_anon_vma_read()
    \* For a file it is rmap_walk_file(), i_mmap_lock_read().  With TTU_RMAP_LOCKED the
    \* caller took the lock; it is held during the walk either way.
rmap_walk:
    await rmap_lock = "nobody";
    rmap_lock := "reclaim";
    vma := 1;

    (***********************************************************************
     try_to_unmap_one(), mm/rmap.c, for one VMA.

     Each PTE that maps an anonymous folio is cleared and then becomes a swap
     entry, one PTE at a time, under the PTL.  With TTU_SYNC the walk holds the PTL
     from PTE0 on; without, only if it finds PTE0 present.  A pin, a swap count
     that cannot be raised, or a lazyfree folio that is dirty or referenced makes
     it return false: the PTE at hand is restored, and the earlier ones stay as
     they are.  An mlocked VMA makes it return false, too.

     The PTE of a file folio stays none, and so does that of a lazyfree folio
     that is clean and to which nobody else has a reference; the one entry of a
     hugetlb folio becomes a hwpoison entry.

     `addr` is the number of a page; First and Last are those of the folio.

     7.3 has parts of this in ttu_anon_swapbacked_folio(),
     ttu_anon_lazyfree_folio() and try_to_unmap_poisoned_hugetlb_one().

     Left out: uffd markers but for `uffd_wp`, arch_unmap_one(), VM_DROPPABLE,
     device-private and device-exclusive entries, pte_unused(), rss counters and
     mmu notifiers, the list of mms with swap entries, huge_pmd_unshare(), poisoned
     pages but for hugetlb, and the soft-dirty and exclusive bits of the swap entry.
     folio_put() is no step: a reference goes with its mapping.  swapbacked and
     swapcache cannot differ here, so that return is not there.  Where CONT bits
     are not followed (parameter cont), the first clear unfolds no CONT block, which
     reclaim does under the PTL that it holds.
     ***********************************************************************)

    \* try_to_unmap_one(): if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC
    \* Nothing shared is touched yet.
try_to_unmap_one:
    addr := First;
    ret := TRUE;
    if ("TTU_SYNC" \in flags) goto map_pte_sync;

    (***********************************************************************
     page_vma_mapped_walk(), mm/page_vma_mapped.c.

     Without PVMW_SYNC the walk begins without the PTL.  map_pte() looks at the
     first PTE and takes the PTL only if that is present; the loop at
     next_pte takes it at the first later PTE that is not none.  These two tests
     differ in the kernel, and they differ here.  A third, check_pte() at this_pte,
     is made under the PTL.  Once taken, the PTL is held to the end of the page
     table.  The walk never goes back to a PTE that it has stepped over.

     Left out: migration walks, PMDs in scenarios where no PMD maps the folio,
     and the levels above the PMD.
     ***********************************************************************)

    \* map_pte(): ptep_get() without the PTL
    \* The first PTE: only a present entry, whatever it maps, makes the walk take the PTL.
map_pte:
    if (pte[vma][addr] \in TakesPtlAtFirst) goto map_pte_lock
    else {
        if (pte[vma][addr] \in SteppedOverAtFirst) step_over(vma, addr);
        goto next_pte;
    };

    \* map_pte(): spin_lock(pvmw->ptl)
    \* The first PTE was present.
map_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
    goto this_pte;

    \* map_pte(): pte_offset_map_lock() with PVMW_SYNC
    \* The PTL is taken before any PTE is looked at.
map_pte_sync:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
    goto this_pte;

    \* check_pte(): ptep_get() under the PTL
    \* The PTE is loaded again under the PTL: does it map the folio?
this_pte:
    if (pte[vma][addr] = "present") goto ttu_clear
    else if (pte[vma][addr] = "none") step_over(vma, addr);

    \* page_vma_mapped_walk(): ptep_get() of the next PTE, while pte_none()
    \* One round of the loop at next_pte: one load, lockless as long as the PTL is not held.
next_pte:
    addr := addr + 1;
    if (addr > Last) goto not_found
    else if (pte[vma][addr] = "none") {
        step_over(vma, addr);
        goto next_pte;
    }
    else if (pvmw_ptl # 0) goto this_pte;

    \* page_vma_mapped_walk(): spin_lock(pvmw->ptl)
    \* A later PTE was not none: the PTL is taken here, not at PTE0.
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    pvmw_ptl := TableOf(vma, addr);
    aux_ptl_from := addr;
    goto this_pte;

    \* page_vma_mapped_walk_done(): pte_unmap(), spin_unlock() if pvmw->ptl is set
    \* The walk is past the last PTE of the folio, or try_to_unmap_one() ends it.
not_found:
    if (pvmw_ptl # 0) {
        spin_unlock("reclaim", pvmw_ptl);
        pvmw_ptl := 0;
    };
    goto ttu_return;

    (***********************************************************************
     The body of the loop: the walk has returned a PTE, and the PTL is held.
     The walk jumps here from this_pte.  `goto next_pte` is the C's continue, and
     `goto not_found` its walk_abort.
     ***********************************************************************)

    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none until an entry takes its place.  That of a file folio stays none, and so does
    \* that of a lazyfree folio that is dropped.
ttu_clear:
    set_pte("reclaim", vma, addr, "none");
    if ("TTU_BATCH_FLUSH" \in flags) goto ttu_dup;

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not here with TTU_BATCH_FLUSH, which leaves it to try_to_unmap_flush(): the model takes the
    \* answer of arch_tlbbatch_should_defer() as yes.  Where no CPU keeps a translation, nothing is
    \* flushed.  For hugetlb it is huge_ptep_clear_flush(), with that flag or without.
ttu_flush:
    skip;

    \* try_to_unmap_one(): swap_duplicate(), folio_dup_swap() in newer kernels
    \* One more PTE is going to have the swap entry of this page.  It may fail for want of memory:
    \* then this PTE is restored, and the walk ends.
ttu_dup:
    swap_count[addr] := swap_count[addr] + 1;

    \* try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)
    \* The PTE becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr, "swap");

    \* try_to_unmap_one(): folio_remove_rmap_pte()
    \* The map count drops after the PTE has changed.  For hugetlb it is hugetlb_remove_rmap().
ttu_rmap:
    folio_remove_rmap("reclaim", addr);
    goto next_pte;

    \* try_to_unmap_one(): return
    \* This VMA is done, and no PTL is held any more.  rmap_next goes on with the next one.
ttu_return:
    skip;

    \* rmap_walk_anon(): rmap_one() was false, or folio_not_mapped(), or the next VMA
rmap_next:
    if (ret /\ FolioMapped /\ vma < VMAS) {
        vma := vma + 1;
        goto try_to_unmap_one;
    };

    \* rmap_walk_anon(): anon_vma_unlock_read()
rmap_unlock:
    rmap_unlock("reclaim");

    \* shrink_folio_list(): folio_mapped(), after try_to_unmap()
    \* A single PTE that still maps the folio makes the pass fail.
shrink_check:
    if (FolioMapped) unmap_fail := TRUE;
    if (~unmap_fail) goto shrink_pageout;

    \* shrink_folio_list(): activate_locked, where folio_free_swap() may free the slots
    \* That happens only if swap is full or the folio mlocked, and no PTE holds a swap entry.
shrink_activate:
    if ((SwapIsFull \/ folio_mlocked) /\ \A i \in FolioPages : swap_count[i] = 0)
        leave_swap_cache();
    goto shrink_unlock;

    \* shrink_folio_list(): pageout()
    \* The I/O comes after the folio has been unmapped.  A lazyfree folio needs none.
shrink_pageout:
    if (swapbacked) write_folio();

    \* shrink_folio_list(): __remove_mapping()
    \* The folio leaves the swap cache and is freed, unless somebody still has a reference to it.
shrink_remove:
    if (~ExtraRefs) {
        leave_swap_cache();
        free_folio();
        deferred := FALSE;
    };

    \* shrink_folio_list(): folio_unlock()
shrink_unlock:
    folio_unlock("reclaim");

    \* shrink_folio_list(): a later pass finds the folio again
shrink_next:
    if (reclaimed # Pages /\ (PASSES = 0 \/ pass < PASSES)) {
        if (PASSES # 0) pass := pass + 1;
        goto shrink_trylock;
    };
}

(***************************************************************************
 contpte_convert(), arch/arm64/mm/contpte.c: folding or unfolding one CONT
 block.  The Arm architecture asks for break-before-make when the CONT bit
 changes, so all PTEs of the block are cleared, the TLB is flushed, and all
 are set again.  The caller holds the PTL throughout; here it is a write fault
 in handle_pte_fault(), whose ptep_set_access_flags() changes the write bit.

 The CPU picks any one aligned block of its range.  A block whose PTEs are not
 all present is neither folded nor unfolded.

 Left out: the change for which the caller unfolds; and, where CONT bits are not
 followed (parameter cont), the CONT bit itself: what is folded is folded again.
 With BBML3 (in 7.2 BBML2_NOABORT) newer kernels omit the flush; they still clear
 the PTEs, so the window remains.
 ***************************************************************************)
\* contpte: folds or unfolds one CONT block by break-before-make
fair process (contpte \in CONTPTE)
variables
    contpte_first = 0;  \* the first PTE of the block
    contpte_i = 0;      \* PTEs of the block done so far
    contpte_left = TimesOf(self);
{
    \* handle_pte_fault(): spin_lock(vmf->ptl), in one caller of contpte_convert()
    \* The choice of the block is made here and no earlier.
contpte_lock:
    with (block \in {i \in Blocks : FirstOf(self) <= i /\ i + CONT_PTES - 1 <= LastOf(self)})
        contpte_first := block;
    spin_lock(self, TableOf(VmaOf(self), contpte_first));
    if (\E i \in Block(contpte_first) : pte[VmaOf(self)][i] # "present") goto contpte_unlock;

    \* contpte_convert(): __ptep_get_and_clear() in a loop over the block
    \* Break: one PTE of the block is cleared.
contpte_clear:
    contpte_store("none");
    if (contpte_i < CONT_PTES) goto contpte_clear;

    \* contpte_convert(): __flush_tlb_range() over the block
    \* All PTEs of the block are cleared: the longest part of the window.
contpte_flush:
    contpte_i := 0;

    \* contpte_convert(): __set_ptes() over the block
    \* Make: one PTE of the block is present again.
contpte_set:
    contpte_store("present");
    if (contpte_i < CONT_PTES) goto contpte_set;

    \* handle_pte_fault(): pte_unmap_unlock(), in one caller of contpte_convert()
contpte_unlock:
    spin_unlock(self, TableOf(VmaOf(self), contpte_first));
    contpte_first := 0;
    contpte_i := 0;
    contpte_left := contpte_left - 1;
    if (contpte_left > 0) goto contpte_lock;
}

} *)

\* BEGIN TRANSLATION PCal-b57cd7b0d08b563d3b24323ccd0ae8d9
VARIABLES pte, ptl, mapcount, swap_count, swapcache, deferred, folio_lock, 
          rmap_lock, written, reclaimed, aux_locked, aux_folio_locked, 
          aux_stepped_over, aux_unmapped, aux_queued_by, pc

(* define statement *)
Vmas   == 1..VMAS
Tables == 1..(IF STRADDLE = 0 THEN VMAS ELSE 2 * VMAS)

TableOf(v, i) == IF STRADDLE > 0 /\ i >= STRADDLE THEN VMAS + v ELSE v


PMD_MAPPED == {}
MLOCKED    == {}

InitialPte(v, i) ==
    "present"
PteValues == {"present", "none", "swap", "other"}



Anon == TRUE

SwapIsFull == FALSE

QueuesUnmapped == FALSE

TakesPtlAtFirst == {"present", "other"}
SteppedOverAtFirst == {"none"}

GivesUp == FALSE


pmd             == [v \in Vmas |-> "table"]
pmd_lock        == [v \in Vmas |-> "nobody"]
entire_mapcount == 0
refs            == [i \in 0..(NR_PAGES - 1) |-> 0]
split           == FALSE
page            == 0
aux_split_torn  == FALSE
folio_mlocked   == FALSE
swapbacked      == TRUE
aux_userspace   == [v \in Vmas |-> {}]
aux_faulted     == FALSE


Large == NR_PAGES > 1 /\ ~split
First == IF split THEN page ELSE 0
Last  == IF split THEN page ELSE NR_PAGES - 1

Pages      == 0..(NR_PAGES - 1)
FolioPages == First..Last

Blocks   == {i \in Pages : i % CONT_PTES = 0}
Block(i) == i..(i + CONT_PTES - 1)

InitiallyDeferred ==
    /\ Anon /\ NR_PAGES > 2 /\ PMD_MAPPED = {}
    /\ \A v \in Vmas, i \in Pages : InitialPte(v, i) # "swap"
    /\ \E v \in Vmas, i \in Pages : InitialPte(v, i) = "present"
    /\ \E i \in Pages : \A v \in Vmas : InitialPte(v, i) # "present"


FolioMapped == entire_mapcount > 0 \/ \E i \in FolioPages : mapcount[i] > 0

ExtraRefs == \E i \in FolioPages : refs[i] > 0

VmaOf(cpu)   == 1
FirstOf(cpu) == 0
LastOf(cpu)  == NR_PAGES - 1
TimesOf(cpu) == 1

VARIABLES pass, flags, vma, addr, pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
          contpte_first, contpte_i, contpte_left

vars == << pte, ptl, mapcount, swap_count, swapcache, deferred, folio_lock, 
           rmap_lock, written, reclaimed, aux_locked, aux_folio_locked, 
           aux_stepped_over, aux_unmapped, aux_queued_by, pc, pass, flags, 
           vma, addr, pvmw_ptl, ret, unmap_fail, aux_ptl_from, contpte_first, 
           contpte_i, contpte_left >>

ProcSet == {"reclaim"} \cup (CONTPTE)

Init == (* Global variables *)
        /\ pte = [v \in Vmas |-> [i \in Pages |-> InitialPte(v, i)]]
        /\ ptl = [t \in Tables |-> "nobody"]
        /\ mapcount = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "present"})]
        /\ swap_count = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "swap"})]
        /\ swapcache = (IF \E v \in Vmas, i \in Pages : InitialPte(v, i) = "swap" THEN Pages ELSE {})
        /\ deferred = InitiallyDeferred
        /\ folio_lock = "nobody"
        /\ rmap_lock = "nobody"
        /\ written = {}
        /\ reclaimed = {}
        /\ aux_locked = TRUE
        /\ aux_folio_locked = TRUE
        /\ aux_stepped_over = [v \in Vmas |-> {}]
        /\ aux_unmapped = [v \in Vmas |-> {}]
        /\ aux_queued_by = "nobody"
        (* Process reclaim *)
        /\ pass = 1
        /\ flags = {}
        /\ vma = 0
        /\ addr = 0
        /\ pvmw_ptl = 0
        /\ ret = TRUE
        /\ unmap_fail = FALSE
        /\ aux_ptl_from = 0
        (* Process contpte *)
        /\ contpte_first = [self \in CONTPTE |-> 0]
        /\ contpte_i = [self \in CONTPTE |-> 0]
        /\ contpte_left = [self \in CONTPTE |-> TimesOf(self)]
        /\ pc = [self \in ProcSet |-> CASE self = "reclaim" -> "shrink_trylock"
                                        [] self \in CONTPTE -> "contpte_lock"]

shrink_trylock == /\ pc["reclaim"] = "shrink_trylock"
                  /\ aux_stepped_over' = [v \in Vmas |-> {}]
                  /\ aux_unmapped' = [v \in Vmas |-> {}]
                  /\ unmap_fail' = FALSE
                  /\ vma' = 0
                  /\ IF folio_lock # "nobody"
                        THEN /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_next"]
                             /\ UNCHANGED folio_lock
                        ELSE /\ folio_lock' = "reclaim"
                             /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_swapcache"]
                  /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                  deferred, rmap_lock, written, reclaimed, 
                                  aux_locked, aux_folio_locked, aux_queued_by, 
                                  pass, flags, addr, pvmw_ptl, ret, 
                                  aux_ptl_from, contpte_first, contpte_i, 
                                  contpte_left >>

shrink_swapcache == /\ pc["reclaim"] = "shrink_swapcache"
                    /\ IF First \in swapcache \/ ~swapbacked
                          THEN /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_mapped"]
                          ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_add_to_swap"]
                    /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                    deferred, folio_lock, rmap_lock, written, 
                                    reclaimed, aux_locked, aux_folio_locked, 
                                    aux_stepped_over, aux_unmapped, 
                                    aux_queued_by, pass, flags, vma, addr, 
                                    pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                    contpte_first, contpte_i, contpte_left >>

shrink_add_to_swap == /\ pc["reclaim"] = "shrink_add_to_swap"
                      /\ swapcache' = (swapcache \union First..Last)
                      /\ written' = written \ (First..Last)
                      /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_mapped"]
                      /\ UNCHANGED << pte, ptl, mapcount, swap_count, deferred, 
                                      folio_lock, rmap_lock, reclaimed, 
                                      aux_locked, aux_folio_locked, 
                                      aux_stepped_over, aux_unmapped, 
                                      aux_queued_by, pass, flags, vma, addr, 
                                      pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                      contpte_first, contpte_i, contpte_left >>

shrink_mapped == /\ pc["reclaim"] = "shrink_mapped"
                 /\ IF ~FolioMapped
                       THEN /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_pageout"]
                       ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_flags"]
                 /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                 deferred, folio_lock, rmap_lock, written, 
                                 reclaimed, aux_locked, aux_folio_locked, 
                                 aux_stepped_over, aux_unmapped, aux_queued_by, 
                                 pass, flags, vma, addr, pvmw_ptl, ret, 
                                 unmap_fail, aux_ptl_from, contpte_first, 
                                 contpte_i, contpte_left >>

shrink_flags == /\ pc["reclaim"] = "shrink_flags"
                /\ flags' = TTU_FLAGS
                /\ pc' = [pc EXCEPT !["reclaim"] = "rmap_walk"]
                /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                deferred, folio_lock, rmap_lock, written, 
                                reclaimed, aux_locked, aux_folio_locked, 
                                aux_stepped_over, aux_unmapped, aux_queued_by, 
                                pass, vma, addr, pvmw_ptl, ret, unmap_fail, 
                                aux_ptl_from, contpte_first, contpte_i, 
                                contpte_left >>

rmap_walk == /\ pc["reclaim"] = "rmap_walk"
             /\ rmap_lock = "nobody"
             /\ rmap_lock' = "reclaim"
             /\ vma' = 1
             /\ pc' = [pc EXCEPT !["reclaim"] = "try_to_unmap_one"]
             /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                             deferred, folio_lock, written, reclaimed, 
                             aux_locked, aux_folio_locked, aux_stepped_over, 
                             aux_unmapped, aux_queued_by, pass, flags, addr, 
                             pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                             contpte_first, contpte_i, contpte_left >>

try_to_unmap_one == /\ pc["reclaim"] = "try_to_unmap_one"
                    /\ addr' = First
                    /\ ret' = TRUE
                    /\ IF "TTU_SYNC" \in flags
                          THEN /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte_sync"]
                          ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte"]
                    /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                    deferred, folio_lock, rmap_lock, written, 
                                    reclaimed, aux_locked, aux_folio_locked, 
                                    aux_stepped_over, aux_unmapped, 
                                    aux_queued_by, pass, flags, vma, pvmw_ptl, 
                                    unmap_fail, aux_ptl_from, contpte_first, 
                                    contpte_i, contpte_left >>

map_pte == /\ pc["reclaim"] = "map_pte"
           /\ IF pte[vma][addr] \in TakesPtlAtFirst
                 THEN /\ pc' = [pc EXCEPT !["reclaim"] = "map_pte_lock"]
                      /\ UNCHANGED aux_stepped_over
                 ELSE /\ IF pte[vma][addr] \in SteppedOverAtFirst
                            THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr}]
                            ELSE /\ TRUE
                                 /\ UNCHANGED aux_stepped_over
                      /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
           /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, deferred, 
                           folio_lock, rmap_lock, written, reclaimed, 
                           aux_locked, aux_folio_locked, aux_unmapped, 
                           aux_queued_by, pass, flags, vma, addr, pvmw_ptl, 
                           ret, unmap_fail, aux_ptl_from, contpte_first, 
                           contpte_i, contpte_left >>

map_pte_lock == /\ pc["reclaim"] = "map_pte_lock"
                /\ ptl[(TableOf(vma, addr))] = "nobody"
                /\ ptl' = [ptl EXCEPT ![(TableOf(vma, addr))] = "reclaim"]
                /\ pvmw_ptl' = TableOf(vma, addr)
                /\ aux_ptl_from' = addr
                /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                /\ UNCHANGED << pte, mapcount, swap_count, swapcache, deferred, 
                                folio_lock, rmap_lock, written, reclaimed, 
                                aux_locked, aux_folio_locked, aux_stepped_over, 
                                aux_unmapped, aux_queued_by, pass, flags, vma, 
                                addr, ret, unmap_fail, contpte_first, 
                                contpte_i, contpte_left >>

map_pte_sync == /\ pc["reclaim"] = "map_pte_sync"
                /\ ptl[(TableOf(vma, addr))] = "nobody"
                /\ ptl' = [ptl EXCEPT ![(TableOf(vma, addr))] = "reclaim"]
                /\ pvmw_ptl' = TableOf(vma, addr)
                /\ aux_ptl_from' = addr
                /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                /\ UNCHANGED << pte, mapcount, swap_count, swapcache, deferred, 
                                folio_lock, rmap_lock, written, reclaimed, 
                                aux_locked, aux_folio_locked, aux_stepped_over, 
                                aux_unmapped, aux_queued_by, pass, flags, vma, 
                                addr, ret, unmap_fail, contpte_first, 
                                contpte_i, contpte_left >>

this_pte == /\ pc["reclaim"] = "this_pte"
            /\ IF pte[vma][addr] = "present"
                  THEN /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_clear"]
                       /\ UNCHANGED aux_stepped_over
                  ELSE /\ IF pte[vma][addr] = "none"
                             THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr}]
                             ELSE /\ TRUE
                                  /\ UNCHANGED aux_stepped_over
                       /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
            /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                            deferred, folio_lock, rmap_lock, written, 
                            reclaimed, aux_locked, aux_folio_locked, 
                            aux_unmapped, aux_queued_by, pass, flags, vma, 
                            addr, pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                            contpte_first, contpte_i, contpte_left >>

next_pte == /\ pc["reclaim"] = "next_pte"
            /\ addr' = addr + 1
            /\ IF addr' > Last
                  THEN /\ pc' = [pc EXCEPT !["reclaim"] = "not_found"]
                       /\ UNCHANGED aux_stepped_over
                  ELSE /\ IF pte[vma][addr'] = "none"
                             THEN /\ aux_stepped_over' = [aux_stepped_over EXCEPT ![vma] = aux_stepped_over[vma] \union {addr'}]
                                  /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
                             ELSE /\ IF pvmw_ptl # 0
                                        THEN /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                                        ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte_lock"]
                                  /\ UNCHANGED aux_stepped_over
            /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                            deferred, folio_lock, rmap_lock, written, 
                            reclaimed, aux_locked, aux_folio_locked, 
                            aux_unmapped, aux_queued_by, pass, flags, vma, 
                            pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                            contpte_first, contpte_i, contpte_left >>

next_pte_lock == /\ pc["reclaim"] = "next_pte_lock"
                 /\ ptl[(TableOf(vma, addr))] = "nobody"
                 /\ ptl' = [ptl EXCEPT ![(TableOf(vma, addr))] = "reclaim"]
                 /\ pvmw_ptl' = TableOf(vma, addr)
                 /\ aux_ptl_from' = addr
                 /\ pc' = [pc EXCEPT !["reclaim"] = "this_pte"]
                 /\ UNCHANGED << pte, mapcount, swap_count, swapcache, 
                                 deferred, folio_lock, rmap_lock, written, 
                                 reclaimed, aux_locked, aux_folio_locked, 
                                 aux_stepped_over, aux_unmapped, aux_queued_by, 
                                 pass, flags, vma, addr, ret, unmap_fail, 
                                 contpte_first, contpte_i, contpte_left >>

not_found == /\ pc["reclaim"] = "not_found"
             /\ IF pvmw_ptl # 0
                   THEN /\ aux_locked' = (aux_locked /\ ptl[pvmw_ptl] = "reclaim")
                        /\ ptl' = [ptl EXCEPT ![pvmw_ptl] = "nobody"]
                        /\ pvmw_ptl' = 0
                   ELSE /\ TRUE
                        /\ UNCHANGED << ptl, aux_locked, pvmw_ptl >>
             /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_return"]
             /\ UNCHANGED << pte, mapcount, swap_count, swapcache, deferred, 
                             folio_lock, rmap_lock, written, reclaimed, 
                             aux_folio_locked, aux_stepped_over, aux_unmapped, 
                             aux_queued_by, pass, flags, vma, addr, ret, 
                             unmap_fail, aux_ptl_from, contpte_first, 
                             contpte_i, contpte_left >>

ttu_clear == /\ pc["reclaim"] = "ttu_clear"
             /\ aux_locked' = (aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim" /\ ("reclaim" = "reclaim" => rmap_lock = "reclaim"))
             /\ aux_folio_locked' = (aux_folio_locked /\ ("reclaim" = "reclaim" => folio_lock = "reclaim"))
             /\ IF "reclaim" = "reclaim" /\ "none" # "migration"
                   THEN /\ aux_unmapped' = [aux_unmapped EXCEPT ![vma] = IF "none" = "present" THEN aux_unmapped[vma] \ {addr} ELSE aux_unmapped[vma] \union {addr}]
                   ELSE /\ TRUE
                        /\ UNCHANGED aux_unmapped
             /\ pte' = [pte EXCEPT ![vma][addr] = "none"]
             /\ IF "TTU_BATCH_FLUSH" \in flags
                   THEN /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_dup"]
                   ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_flush"]
             /\ UNCHANGED << ptl, mapcount, swap_count, swapcache, deferred, 
                             folio_lock, rmap_lock, written, reclaimed, 
                             aux_stepped_over, aux_queued_by, pass, flags, vma, 
                             addr, pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                             contpte_first, contpte_i, contpte_left >>

ttu_flush == /\ pc["reclaim"] = "ttu_flush"
             /\ TRUE
             /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_dup"]
             /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                             deferred, folio_lock, rmap_lock, written, 
                             reclaimed, aux_locked, aux_folio_locked, 
                             aux_stepped_over, aux_unmapped, aux_queued_by, 
                             pass, flags, vma, addr, pvmw_ptl, ret, unmap_fail, 
                             aux_ptl_from, contpte_first, contpte_i, 
                             contpte_left >>

ttu_dup == /\ pc["reclaim"] = "ttu_dup"
           /\ swap_count' = [swap_count EXCEPT ![addr] = swap_count[addr] + 1]
           /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_set_swap"]
           /\ UNCHANGED << pte, ptl, mapcount, swapcache, deferred, folio_lock, 
                           rmap_lock, written, reclaimed, aux_locked, 
                           aux_folio_locked, aux_stepped_over, aux_unmapped, 
                           aux_queued_by, pass, flags, vma, addr, pvmw_ptl, 
                           ret, unmap_fail, aux_ptl_from, contpte_first, 
                           contpte_i, contpte_left >>

ttu_set_swap == /\ pc["reclaim"] = "ttu_set_swap"
                /\ aux_locked' = (aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim" /\ ("reclaim" = "reclaim" => rmap_lock = "reclaim"))
                /\ aux_folio_locked' = (aux_folio_locked /\ ("reclaim" = "reclaim" => folio_lock = "reclaim"))
                /\ IF "reclaim" = "reclaim" /\ "swap" # "migration"
                      THEN /\ aux_unmapped' = [aux_unmapped EXCEPT ![vma] = IF "swap" = "present" THEN aux_unmapped[vma] \ {addr} ELSE aux_unmapped[vma] \union {addr}]
                      ELSE /\ TRUE
                           /\ UNCHANGED aux_unmapped
                /\ pte' = [pte EXCEPT ![vma][addr] = "swap"]
                /\ pc' = [pc EXCEPT !["reclaim"] = "ttu_rmap"]
                /\ UNCHANGED << ptl, mapcount, swap_count, swapcache, deferred, 
                                folio_lock, rmap_lock, written, reclaimed, 
                                aux_stepped_over, aux_queued_by, pass, flags, 
                                vma, addr, pvmw_ptl, ret, unmap_fail, 
                                aux_ptl_from, contpte_first, contpte_i, 
                                contpte_left >>

ttu_rmap == /\ pc["reclaim"] = "ttu_rmap"
            /\ mapcount' = [mapcount EXCEPT ![addr] = mapcount[addr] - 1]
            /\ IF Anon /\ Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {}
                      /\ mapcount'[addr] = 0 /\ entire_mapcount = 0
                      /\ (QueuesUnmapped \/ \E j \in First..Last : mapcount'[j] > 0)
                  THEN /\ deferred' = TRUE
                       /\ aux_queued_by' = "reclaim"
                  ELSE /\ TRUE
                       /\ UNCHANGED << deferred, aux_queued_by >>
            /\ pc' = [pc EXCEPT !["reclaim"] = "next_pte"]
            /\ UNCHANGED << pte, ptl, swap_count, swapcache, folio_lock, 
                            rmap_lock, written, reclaimed, aux_locked, 
                            aux_folio_locked, aux_stepped_over, aux_unmapped, 
                            pass, flags, vma, addr, pvmw_ptl, ret, unmap_fail, 
                            aux_ptl_from, contpte_first, contpte_i, 
                            contpte_left >>

ttu_return == /\ pc["reclaim"] = "ttu_return"
              /\ TRUE
              /\ pc' = [pc EXCEPT !["reclaim"] = "rmap_next"]
              /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                              deferred, folio_lock, rmap_lock, written, 
                              reclaimed, aux_locked, aux_folio_locked, 
                              aux_stepped_over, aux_unmapped, aux_queued_by, 
                              pass, flags, vma, addr, pvmw_ptl, ret, 
                              unmap_fail, aux_ptl_from, contpte_first, 
                              contpte_i, contpte_left >>

rmap_next == /\ pc["reclaim"] = "rmap_next"
             /\ IF ret /\ FolioMapped /\ vma < VMAS
                   THEN /\ vma' = vma + 1
                        /\ pc' = [pc EXCEPT !["reclaim"] = "try_to_unmap_one"]
                   ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "rmap_unlock"]
                        /\ vma' = vma
             /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                             deferred, folio_lock, rmap_lock, written, 
                             reclaimed, aux_locked, aux_folio_locked, 
                             aux_stepped_over, aux_unmapped, aux_queued_by, 
                             pass, flags, addr, pvmw_ptl, ret, unmap_fail, 
                             aux_ptl_from, contpte_first, contpte_i, 
                             contpte_left >>

rmap_unlock == /\ pc["reclaim"] = "rmap_unlock"
               /\ aux_locked' = (aux_locked /\ rmap_lock = "reclaim")
               /\ rmap_lock' = "nobody"
               /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_check"]
               /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                               deferred, folio_lock, written, reclaimed, 
                               aux_folio_locked, aux_stepped_over, 
                               aux_unmapped, aux_queued_by, pass, flags, vma, 
                               addr, pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                               contpte_first, contpte_i, contpte_left >>

shrink_check == /\ pc["reclaim"] = "shrink_check"
                /\ IF FolioMapped
                      THEN /\ unmap_fail' = TRUE
                      ELSE /\ TRUE
                           /\ UNCHANGED unmap_fail
                /\ IF ~unmap_fail'
                      THEN /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_pageout"]
                      ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_activate"]
                /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                deferred, folio_lock, rmap_lock, written, 
                                reclaimed, aux_locked, aux_folio_locked, 
                                aux_stepped_over, aux_unmapped, aux_queued_by, 
                                pass, flags, vma, addr, pvmw_ptl, ret, 
                                aux_ptl_from, contpte_first, contpte_i, 
                                contpte_left >>

shrink_activate == /\ pc["reclaim"] = "shrink_activate"
                   /\ IF (SwapIsFull \/ folio_mlocked) /\ \A i \in FolioPages : swap_count[i] = 0
                         THEN /\ swapcache' = swapcache \ (First..Last)
                         ELSE /\ TRUE
                              /\ UNCHANGED swapcache
                   /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_unlock"]
                   /\ UNCHANGED << pte, ptl, mapcount, swap_count, deferred, 
                                   folio_lock, rmap_lock, written, reclaimed, 
                                   aux_locked, aux_folio_locked, 
                                   aux_stepped_over, aux_unmapped, 
                                   aux_queued_by, pass, flags, vma, addr, 
                                   pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                   contpte_first, contpte_i, contpte_left >>

shrink_pageout == /\ pc["reclaim"] = "shrink_pageout"
                  /\ IF swapbacked
                        THEN /\ written' = (written \union First..Last)
                        ELSE /\ TRUE
                             /\ UNCHANGED written
                  /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_remove"]
                  /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                  deferred, folio_lock, rmap_lock, reclaimed, 
                                  aux_locked, aux_folio_locked, 
                                  aux_stepped_over, aux_unmapped, 
                                  aux_queued_by, pass, flags, vma, addr, 
                                  pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                  contpte_first, contpte_i, contpte_left >>

shrink_remove == /\ pc["reclaim"] = "shrink_remove"
                 /\ IF ~ExtraRefs
                       THEN /\ swapcache' = swapcache \ (First..Last)
                            /\ reclaimed' = (reclaimed \union First..Last)
                            /\ deferred' = FALSE
                       ELSE /\ TRUE
                            /\ UNCHANGED << swapcache, deferred, reclaimed >>
                 /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_unlock"]
                 /\ UNCHANGED << pte, ptl, mapcount, swap_count, folio_lock, 
                                 rmap_lock, written, aux_locked, 
                                 aux_folio_locked, aux_stepped_over, 
                                 aux_unmapped, aux_queued_by, pass, flags, vma, 
                                 addr, pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                 contpte_first, contpte_i, contpte_left >>

shrink_unlock == /\ pc["reclaim"] = "shrink_unlock"
                 /\ aux_folio_locked' = (aux_folio_locked /\ folio_lock = "reclaim")
                 /\ folio_lock' = "nobody"
                 /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_next"]
                 /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                                 deferred, rmap_lock, written, reclaimed, 
                                 aux_locked, aux_stepped_over, aux_unmapped, 
                                 aux_queued_by, pass, flags, vma, addr, 
                                 pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                 contpte_first, contpte_i, contpte_left >>

shrink_next == /\ pc["reclaim"] = "shrink_next"
               /\ IF reclaimed # Pages /\ (PASSES = 0 \/ pass < PASSES)
                     THEN /\ IF PASSES # 0
                                THEN /\ pass' = pass + 1
                                ELSE /\ TRUE
                                     /\ pass' = pass
                          /\ pc' = [pc EXCEPT !["reclaim"] = "shrink_trylock"]
                     ELSE /\ pc' = [pc EXCEPT !["reclaim"] = "Done"]
                          /\ pass' = pass
               /\ UNCHANGED << pte, ptl, mapcount, swap_count, swapcache, 
                               deferred, folio_lock, rmap_lock, written, 
                               reclaimed, aux_locked, aux_folio_locked, 
                               aux_stepped_over, aux_unmapped, aux_queued_by, 
                               flags, vma, addr, pvmw_ptl, ret, unmap_fail, 
                               aux_ptl_from, contpte_first, contpte_i, 
                               contpte_left >>

reclaim == shrink_trylock \/ shrink_swapcache \/ shrink_add_to_swap
              \/ shrink_mapped \/ shrink_flags \/ rmap_walk
              \/ try_to_unmap_one \/ map_pte \/ map_pte_lock
              \/ map_pte_sync \/ this_pte \/ next_pte \/ next_pte_lock
              \/ not_found \/ ttu_clear \/ ttu_flush \/ ttu_dup
              \/ ttu_set_swap \/ ttu_rmap \/ ttu_return \/ rmap_next
              \/ rmap_unlock \/ shrink_check \/ shrink_activate
              \/ shrink_pageout \/ shrink_remove \/ shrink_unlock
              \/ shrink_next

contpte_lock(self) == /\ pc[self] = "contpte_lock"
                      /\ \E block \in {i \in Blocks : FirstOf(self) <= i /\ i + CONT_PTES - 1 <= LastOf(self)}:
                           contpte_first' = [contpte_first EXCEPT ![self] = block]
                      /\ ptl[(TableOf(VmaOf(self), contpte_first'[self]))] = "nobody"
                      /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), contpte_first'[self]))] = self]
                      /\ IF \E i \in Block(contpte_first'[self]) : pte[VmaOf(self)][i] # "present"
                            THEN /\ pc' = [pc EXCEPT ![self] = "contpte_unlock"]
                            ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_clear"]
                      /\ UNCHANGED << pte, mapcount, swap_count, swapcache, 
                                      deferred, folio_lock, rmap_lock, written, 
                                      reclaimed, aux_locked, aux_folio_locked, 
                                      aux_stepped_over, aux_unmapped, 
                                      aux_queued_by, pass, flags, vma, addr, 
                                      pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                      contpte_i, contpte_left >>

contpte_clear(self) == /\ pc[self] = "contpte_clear"
                       /\ aux_locked' = (aux_locked /\ ptl[TableOf((VmaOf(self)), (contpte_first[self] + contpte_i[self]))] = self /\ (self = "reclaim" => rmap_lock = self))
                       /\ aux_folio_locked' = (aux_folio_locked /\ (self = "reclaim" => folio_lock = self))
                       /\ IF self = "reclaim" /\ "none" # "migration"
                             THEN /\ aux_unmapped' = [aux_unmapped EXCEPT ![(VmaOf(self))] = IF "none" = "present" THEN aux_unmapped[(VmaOf(self))] \ {(contpte_first[self] + contpte_i[self])} ELSE aux_unmapped[(VmaOf(self))] \union {(contpte_first[self] + contpte_i[self])}]
                             ELSE /\ TRUE
                                  /\ UNCHANGED aux_unmapped
                       /\ pte' = [pte EXCEPT ![(VmaOf(self))][(contpte_first[self] + contpte_i[self])] = "none"]
                       /\ contpte_i' = [contpte_i EXCEPT ![self] = contpte_i[self] + 1]
                       /\ IF contpte_i'[self] < CONT_PTES
                             THEN /\ pc' = [pc EXCEPT ![self] = "contpte_clear"]
                             ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_flush"]
                       /\ UNCHANGED << ptl, mapcount, swap_count, swapcache, 
                                       deferred, folio_lock, rmap_lock, 
                                       written, reclaimed, aux_stepped_over, 
                                       aux_queued_by, pass, flags, vma, addr, 
                                       pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                       contpte_first, contpte_left >>

contpte_flush(self) == /\ pc[self] = "contpte_flush"
                       /\ contpte_i' = [contpte_i EXCEPT ![self] = 0]
                       /\ pc' = [pc EXCEPT ![self] = "contpte_set"]
                       /\ UNCHANGED << pte, ptl, mapcount, swap_count, 
                                       swapcache, deferred, folio_lock, 
                                       rmap_lock, written, reclaimed, 
                                       aux_locked, aux_folio_locked, 
                                       aux_stepped_over, aux_unmapped, 
                                       aux_queued_by, pass, flags, vma, addr, 
                                       pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                       contpte_first, contpte_left >>

contpte_set(self) == /\ pc[self] = "contpte_set"
                     /\ aux_locked' = (aux_locked /\ ptl[TableOf((VmaOf(self)), (contpte_first[self] + contpte_i[self]))] = self /\ (self = "reclaim" => rmap_lock = self))
                     /\ aux_folio_locked' = (aux_folio_locked /\ (self = "reclaim" => folio_lock = self))
                     /\ IF self = "reclaim" /\ "present" # "migration"
                           THEN /\ aux_unmapped' = [aux_unmapped EXCEPT ![(VmaOf(self))] = IF "present" = "present" THEN aux_unmapped[(VmaOf(self))] \ {(contpte_first[self] + contpte_i[self])} ELSE aux_unmapped[(VmaOf(self))] \union {(contpte_first[self] + contpte_i[self])}]
                           ELSE /\ TRUE
                                /\ UNCHANGED aux_unmapped
                     /\ pte' = [pte EXCEPT ![(VmaOf(self))][(contpte_first[self] + contpte_i[self])] = "present"]
                     /\ contpte_i' = [contpte_i EXCEPT ![self] = contpte_i[self] + 1]
                     /\ IF contpte_i'[self] < CONT_PTES
                           THEN /\ pc' = [pc EXCEPT ![self] = "contpte_set"]
                           ELSE /\ pc' = [pc EXCEPT ![self] = "contpte_unlock"]
                     /\ UNCHANGED << ptl, mapcount, swap_count, swapcache, 
                                     deferred, folio_lock, rmap_lock, written, 
                                     reclaimed, aux_stepped_over, 
                                     aux_queued_by, pass, flags, vma, addr, 
                                     pvmw_ptl, ret, unmap_fail, aux_ptl_from, 
                                     contpte_first, contpte_left >>

contpte_unlock(self) == /\ pc[self] = "contpte_unlock"
                        /\ aux_locked' = (aux_locked /\ ptl[(TableOf(VmaOf(self), contpte_first[self]))] = self)
                        /\ ptl' = [ptl EXCEPT ![(TableOf(VmaOf(self), contpte_first[self]))] = "nobody"]
                        /\ contpte_first' = [contpte_first EXCEPT ![self] = 0]
                        /\ contpte_i' = [contpte_i EXCEPT ![self] = 0]
                        /\ contpte_left' = [contpte_left EXCEPT ![self] = contpte_left[self] - 1]
                        /\ IF contpte_left'[self] > 0
                              THEN /\ pc' = [pc EXCEPT ![self] = "contpte_lock"]
                              ELSE /\ pc' = [pc EXCEPT ![self] = "Done"]
                        /\ UNCHANGED << pte, mapcount, swap_count, swapcache, 
                                        deferred, folio_lock, rmap_lock, 
                                        written, reclaimed, aux_folio_locked, 
                                        aux_stepped_over, aux_unmapped, 
                                        aux_queued_by, pass, flags, vma, addr, 
                                        pvmw_ptl, ret, unmap_fail, 
                                        aux_ptl_from >>

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
        /\ WF_vars(reclaim)
        /\ \A self \in CONTPTE : WF_vars(contpte(self))

Termination == <>(\A self \in ProcSet: pc[self] = "Done")

\* END TRANSLATION TLA-7481449c1e7ea357496020bb645a98df

-----------------------------------------------------------------------------
\* try_to_unmap() has returned in this pass, and the next pass has not begun.  This is read from the
\* state and from no label: the pass has reached a VMA, and reclaim no longer holds the rmap lock.
Returned == vma > 0 /\ rmap_lock # "reclaim"

\* No CPU holds a PTL or a PMD lock, so no PTE is in between.
Settled ==
    /\ \A v \in Vmas : pmd_lock[v] = "nobody"
    /\ \A t \in Tables : ptl[t] = "nobody"

\* VMA v maps a page of the folio.
Maps(v) == pmd[v] \in {"huge", "invalid"} \/ \E i \in Pages : pte[v][i] = "present"

\* How many VMAs have this value in their PTE of page i.  For a single VMA TLC makes no set.
Holding(value, i) ==
    IF VMAS = 1
    THEN IF pte[1][i] = value THEN 1 ELSE 0
    ELSE Cardinality({v \in Vmas : pte[v][i] = value})

\* VMA v has the same PTE value for all of these pages.
Alike(v, pages) ==
    \E value \in {"present", "none", "swap", "other", "migration", "hwpoison"} :
        \A i \in pages : pte[v][i] = value

\* No other CPU has taken a step.  The label alone does not say so: a writer that is back at its
\* first label in the middle of its range differs from its first state in its variables.
Undisturbed ==
    \A cpu \in CONTPTE :
        pc[cpu] = "contpte_lock" /\ contpte_first[cpu] = 0 /\ contpte_i[cpu] = 0 /\ contpte_left[cpu] = TimesOf(cpu)

\* MustKeep: the pages of VMA v that must not get lost.  StillThere: a page is mapped, in swap,
\* given up (zapped or moved away), or in another page (copied or read back).
MustKeep(v) == Pages
StillThere(v, i) ==
    \/ pte[v][i] \in {"present", "swap", "migration"}
    \/ i \in aux_userspace[v] /\ (GivesUp \/ pte[v][i] = "other")

-----------------------------------------------------------------------------
\* SAFETY, checked as invariants

\* Every variable that models one of the kernel has a value of its type; no counter is negative or too large.
TypeOK ==
    /\ pte \in [Vmas -> [Pages -> PteValues]]
    /\ mapcount \in [Pages -> 0..VMAS]
    /\ swap_count \in [Pages -> 0..VMAS]
    /\ swapcache \subseteq Pages /\ written \subseteq Pages /\ reclaimed \subseteq Pages
    /\ refs \in [Pages -> 0..Cardinality(ProcSet)]
    /\ ptl \in [Tables -> ProcSet \union {"nobody"}]
    /\ folio_lock \in ProcSet \union {"nobody"}
    /\ rmap_lock \in ProcSet \union {"nobody"}
    /\ pmd \in [Vmas -> {"huge", "invalid", "table", "none"}]
    /\ pmd_lock \in [Vmas -> ProcSet \union {"nobody"}]
    /\ entire_mapcount \in 0..VMAS
    /\ split \in BOOLEAN /\ page \in Pages
    /\ deferred \in BOOLEAN /\ ret \in BOOLEAN /\ unmap_fail \in BOOLEAN
    /\ folio_mlocked \in BOOLEAN /\ swapbacked \in BOOLEAN
    /\ flags \subseteq TtuFlags
    /\ vma \in 0..VMAS
    /\ addr \in 0..NR_PAGES
    /\ pvmw_ptl \in Tables \union {0}

\* A PTE changes only under its PTL, and reclaim also holds the rmap lock then; a PMD changes only under the PMD lock; only the holder drops one of these locks.
LockDiscipline == aux_locked

\* Reclaim unmaps a folio, a split works on it and a fault maps it back only under the folio lock, and only the holder drops that lock.
FolioLockDiscipline ==
    /\ aux_folio_locked
    /\ pc["reclaim"] \notin {"shrink_trylock", "poison_lock", "shrink_next", "Done"}
        => folio_lock = "reclaim"

\* When try_to_unmap() has returned it holds no PTL and no PMD lock; a CPU that is done holds no lock at all, and when all are done nobody has a reference left.
PtlReleased ==
    /\ Returned => \A t \in Tables : ptl[t] # "reclaim"
    /\ Returned => \A v \in Vmas : pmd_lock[v] # "reclaim"
    /\ \A cpu \in ProcSet : pc[cpu] = "Done" =>
        /\ folio_lock # cpu /\ rmap_lock # cpu
        /\ \A t \in Tables : ptl[t] # cpu
        /\ \A v \in Vmas : pmd_lock[v] # cpu
    /\ (\A cpu \in ProcSet : pc[cpu] = "Done") => \A i \in Pages : refs[i] = 0

\* The walk returns a PTE or a PMD only if that entry maps the folio and the walk holds its lock.
WalkContract ==
    /\ pc["reclaim"] \in {"ttu_mlock", "ttu_clear"} =>
        pte[vma][addr] = "present" /\ ptl[TableOf(vma, addr)] = "reclaim"
    /\ pc["reclaim"] = "ttu_pmd" => pmd[vma] = "huge" /\ pmd_lock[vma] = "reclaim"

\* The map count of a page is never less than the number of PTEs that map the page, and equals it while no PTL is held; the same goes for PMDs and the entire map count.
MapcountExact ==
    /\ IF Settled
       THEN \A i \in Pages : mapcount[i] = Holding("present", i)
       ELSE \A i \in Pages : mapcount[i] >= Holding("present", i)
    /\ entire_mapcount >= Cardinality({v \in Vmas : pmd[v] = "huge"})
    /\ Settled => entire_mapcount = Cardinality({v \in Vmas : pmd[v] = "huge"})

\* While no PTL is held, the swap count of a slot is the number of PTEs that hold its swap entry.
SwapCountExact ==
    Settled => \A i \in Pages : swap_count[i] = Holding("swap", i)

\* A PTE that the walk saw as none and left behind does not map the folio afterwards: the none was not transient.
NoPteSkipped ==
    \A v \in Vmas : \A i \in aux_stepped_over[v] : pte[v][i] # "present"

\* Whenever the walk holds a PTL, it took it at the folio's first PTE in that page table; a walk that takes no PTL at all is no violation.
PtlFromPte0 ==
    pvmw_ptl # 0 =>
        aux_ptl_from = IF pvmw_ptl > VMAS /\ First < STRADDLE THEN STRADDLE ELSE First

\* The walk holds no PTL over PTEs that are none until it reaches the first PTE that is not none.
NoPtlOverEmptyPtes ==
    pvmw_ptl # 0 /\ pc["reclaim"] \in {"this_pte", "next_pte"} =>
        \E i \in FolioPages : i <= addr /\ (i \in aux_unmapped[vma] \/ pte[vma][i] # "none")

\* Once try_to_unmap() has returned and no PTL is held, all PTEs that an mm has for the large folio are alike, until a fault maps something back.
AllOrNothing ==
    Returned /\ Settled /\ Large /\ ~aux_faulted => \A v \in Vmas : Alike(v, Pages)

\* Once try_to_unmap() has returned, either it has unmapped nothing in any mm, or no mm maps the folio any more, until a fault maps something back.
AllOrNothingAcrossMms ==
    Returned /\ ~split /\ ~aux_faulted =>
        \/ \A v \in Vmas : aux_unmapped[v] = {}
        \/ \A v \in Vmas : ~Maps(v)

\* Once try_to_unmap() has returned, no mm in which it has unmapped a PTE of the large folio still maps it, until a fault maps something back.
NotTornByReclaim ==
    Returned /\ Large /\ ~aux_faulted =>
        \A v \in Vmas : aux_unmapped[v] = {} \/ ~Maps(v)

\* Once try_to_unmap() has returned and no PTL is held, the PTEs of each CONT block are alike; a block of which userspace has changed one PTE for good does not count.
Uniform ==
    Returned /\ Settled /\ Large =>
        \A v \in Vmas : \A b \in Blocks :
            Block(b) \intersect aux_userspace[v] # {} \/ Alike(v, Block(b))

\* If no other CPU has taken a step when a pass ends, the folio is reclaimed, unless an mlocked VMA maps it or a swap count could not be raised.
ReclaimedWhenUndisturbed ==
    pc["reclaim"] \in {"shrink_unlock", "poison_unlock", "shrink_next", "Done"} /\ Undisturbed
        /\ ("TTU_IGNORE_MLOCK" \in flags \/ \A v \in MLOCKED : ~Maps(v))
        => reclaimed = Pages

\* If the large folio still has a map count when try_to_unmap() has returned and reclaim has its lock, then no PTE of it was unmapped in this pass.
KeptWholeOnFailure ==
    Returned /\ folio_lock = "reclaim" /\ Large /\ FolioMapped =>
        \A v \in Vmas : aux_unmapped[v] = {}

\* No PTE and no PMD maps a page that has been written to swap, until a fault maps it back.
NoSwapIoForKeptFolio ==
    \A v \in Vmas :
        /\ written # {} => pmd[v] \notin {"huge", "invalid"}
        /\ \A i \in written : pte[v][i] # "present" \/ i \in aux_userspace[v]

\* A folio that reclaim failed to unmap has no swap slots once reclaim has unlocked it; nor has a page of a split folio that reclaim has passed by while it was still mapped.
NoSwapSpaceForKeptFolio ==
    /\ folio_lock # "reclaim" /\ unmap_fail /\ FolioMapped => swapcache \intersect FolioPages = {}
    /\ folio_lock = "reclaim" /\ split =>
        \A i \in Pages : i < page /\ mapcount[i] > 0 => i \notin swapcache

\* Nothing maps, caches, queues, pins or works on a page that has been reclaimed, and nobody has a reference to it.
NoUseAfterFree ==
    \A i \in reclaimed :
        /\ mapcount[i] = 0 /\ i \notin swapcache /\ refs[i] = 0
        /\ \A v \in Vmas : pte[v][i] \notin {"present", "migration"}
        /\ \A v \in Vmas : pmd[v] \notin {"huge", "invalid"}
        /\ ~split => ~deferred

\* At every step the swap count of a slot is at least the number of PTEs that hold its swap entry, not counting PTEs whose PTL a writer holds.
\* A page without a swap entry needs no count above nought.
SlotInUseKept ==
    /\ \A i \in Pages : swap_count[i] >= 0
    /\ \A v \in Vmas : \A i \in {j \in Pages : pte[v][j] = "swap"} :
        swap_count[i] >= Cardinality({w \in Vmas :
            pte[w][i] = "swap" /\ ptl[TableOf(w, i)] \in {"nobody", "reclaim"}})

\* The page of each swap entry is in the swap cache or was written; every page that userspace has not given up, by unmapping, moving, copying or reading it back, is mapped or has a swap entry.
NoDataLost ==
    /\ \A v \in Vmas : {i \in Pages : pte[v][i] = "swap"} \subseteq swapcache \union written
    /\ Settled => \A v \in Vmas :
        pmd[v] \in {"table", "none"} => \A i \in MustKeep(v) : StillThere(v, i)

\* While no PTL is held, a folio of more than two pages that is partly mapped and not in the swap cache is on the deferred split list.
PartlyMappedQueued ==
    Settled /\ Large /\ NR_PAGES > 2 /\ swapcache = {} /\ entire_mapcount = 0
        /\ (\E i \in Pages : mapcount[i] > 0) /\ (\E i \in Pages : mapcount[i] = 0)
        => deferred

\* Unmapping by reclaim does not put the folio on the deferred split list.
NotQueuedForSplitByReclaim == aux_queued_by # "reclaim"

-----------------------------------------------------------------------------
\* LIVENESS, under fairness of each CPU; checked in a run of its own
\* Each CPU tries a bounded number of times, so weak fairness is enough.

\* Every CPU finishes, provided that no CPU that can take a step is stopped for ever.
\* The translation above defines it:
\* Termination == <>(\A self \in ProcSet: pc[self] = "Done")

-----------------------------------------------------------------------------
\* CONDITION: states after the return of try_to_unmap() that the scenario asks
\* for, like `exists' in a litmus test, except that other CPUs may still be
\* running.

\* try_to_unmap() has returned, PTE0 maps the folio, and all later PTEs are swap entries.
Pte0PresentRestSwap ==
    /\ Returned
    /\ NR_PAGES > 1
    /\ \E v \in Vmas : \A i \in Pages :
           pte[v][i] = IF i = 0 THEN "present" ELSE "swap"

\* Checked alone, so that its counterexample ends in the condition.
AllOrNothingInPte0PresentRestSwap == Pte0PresentRestSwap => AllOrNothing
=============================================================================
