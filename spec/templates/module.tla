---- MODULE @{ module }@ ----
(***************************************************************************
 @{ scenario }@

@% for line in intent %@
 @{ line }@
@% endfor %@

 WHAT IS MODELLED.  @{ caller }@ calls try_to_unmap() (mm/rmap.c)
 on @{ folio_in_words }@, which walks its PTEs with
 page_vma_mapped_walk() (mm/page_vma_mapped.c) @{ 'while other CPUs run' if kinds else 'while nobody else does anything.' }@
@% for line in kinds_wrapped %@
 @{ line }@
@% endfor %@

@% if has("mremap") %@
 THE STATE.  Each VMA has its own page tables, and those between which mremap()
 moves PTEs belong to one mm; each page table has its page table lock (PTL).
 The value of a PTE:
@% else %@
 THE STATE.  Each VMA belongs to an mm of its own and has its own page tables;
 each page table has its page table lock (PTL).  The value of a PTE:
@% endif %@
   present    maps its page of the folio, PROT_NONE and NUMA-hinted included
   none       pte_none
   swap       the swap entry of its page of the folio
   other      maps some other page, which this model does not follow
@% if can_split %@
   migration  a migration entry, only while the folio is being split
@% endif %@
@% if marker %@
   marker     an entry that says that a writer is changing the PTE
@% endif %@
@% if folio == "hugetlb" %@
   hwpoison   a hwpoison entry
@% endif %@
 Counters are those of the kernel: the map count of each page, the swap count
 of each slot@{ ', references beyond those of the mappings' if refs else '' }@.

 ATOMICITY.  One label is one step of one CPU: a lockless load, taking or
 dropping a lock, a store to a PTE, a change of a counter.  What a CPU loads
 while it holds the lock under which the others write needs no label of its
 own.
@% for line in merged %@
 @{ line }@
@% endfor %@
@% if granularity == "lock" %@

 GRANULARITY.  Stores under a PTL that no lockless load can come between are
 one step (Lipton reduction), here
@% for line in at_once_in_words %@
 @{ line }@
@% endfor %@
@% if blocks_alike and has("contpte") %@
 Of the CONT blocks that nobody can tell apart contpte_lock takes one.
@% endif %@
 Each final state is the same as with one label for each store.
@% endif %@
@% if by_runs %@

 RUNS.  What there is for each page is kept as runs of equal neighbours: pte_runs
 is a variable, and pte, what it says of each PTE, is a state function.  A set
 of pages is kept as runs of TRUE and FALSE.  Pages has one page of each run,
 for which all others stand, so a state costs as much as it has runs.
@% endif %@

 WHICH KERNEL.  @{ kernel_in_words[0] }@
@% for line in kernel_in_words[1:] %@
 @{ line }@
@% endfor %@
 The policy is @{ policy }@: @{ policy_in_words[0] }@
@% for line in policy_in_words[1:] %@
 @{ line }@
@% endfor %@

 LEFT OUT.  Young, write and CONT bits, protections, soft-dirty and uffd
 markers: a PTE has no more than the values above.  TLBs: a flush is a step
 without an effect, so a flush that comes too early, too late or never, and
 a break-before-make in the wrong order, are noticed by no property.  Memory ordering weaker than one total order of the steps.
 LRU lists, the memory cgroup, MGLRU, demotion, zswap.  Each template says in
 its header what else it leaves out.

 WHAT THE RACE COSTS.  A torn folio is still mapped and not reclaimed: a
 benign inconsistency that costs page faults and a second reclaim pass.  It
 is not memory corruption, and no property here claims that it is.  The folio
 keeps its swap slots, and on arm64 it loses the CONT block.
 ***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    NR_PAGES,           \* @{ 'PTEs that map the folio: folio_nr_pages()' if folio != 'hugetlb' else '1: one entry maps a hugetlb folio as a whole' }@
    CONT_PTES,          \* PTEs of one CONT block.  On arm64 16 with 4K base pages, 128 with
                        \* 16K, 32 with 64K, and a smaller folio has none; here it scales.
    VMAS,               \* how many VMAs map the folio
    STRADDLE,           \* PTEs that are in the first of two page tables; 0: there is one
    PASSES,             \* how often reclaim tries; 0: until the folio is reclaimed
@% for writer in writers %@
    @{ writer.constant_column }@\* the CPUs that run @{ writer.kind }@
@% endfor %@
    TTU_FLAGS           \* the flags given to try_to_unmap(), those of the policy apart

ASSUME NrPagesAssumption == NR_PAGES \in 1..8192
ASSUME ContPtesAssumption == CONT_PTES \in 1..NR_PAGES /\ NR_PAGES % CONT_PTES = 0
ASSUME VmasAssumption == VMAS \in 1..3
ASSUME StraddleAssumption == STRADDLE \in 0..(NR_PAGES - 1)
ASSUME PassesAssumption == PASSES \in 0..3
ASSUME TtuFlagsAssumption == TTU_FLAGS \subseteq {
    @{ ttu_flags }@}

(* --algorithm @{ module }@ {

variables
    \* The page tables: pte[v][i] is the PTE that VMA v has for page i of the folio.
@% if by_runs %@
    pte_runs = [v \in Vmas |-> All(InitialPte(v, 0))];
@% else %@
    pte = [v \in Vmas |-> [i \in Pages |-> InitialPte(v, i)]];
@% endif %@
    \* The PTL of each page table: nobody, or the CPU that holds it.
    ptl = [t \in Tables |-> "nobody"];
@% if pmd %@
    \* The PMD entry of each VMA: huge maps the folio as a whole, table points to PTEs.
    pmd = [v \in Vmas |-> IF v \in PMD_MAPPED THEN "huge" ELSE "table"];
    \* pmd_lock() of each VMA.
    pmd_lock = [v \in Vmas |-> "nobody"];
    \* folio->_entire_mapcount + 1: how many PMD entries map the folio.
    entire_mapcount = Cardinality(PMD_MAPPED);
@% endif %@
    \* page->_mapcount + 1 of each page: how many PTEs map it.
@% if by_runs %@
    mapcount_runs = All(Cardinality({v \in Vmas : InitialPte(v, 0) = "present"}));
    \* The swap count of the slot of each page: how many PTEs hold its swap entry.
    swap_count_runs = All(0);
    \* The pages that are in the swap cache, each with its slot.
    swapcache_runs = All(FALSE);
@% else %@
    mapcount = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "present"})];
    \* The swap count of the slot of each page: how many PTEs hold its swap entry.
    swap_count = [i \in Pages |-> Cardinality({v \in Vmas : InitialPte(v, i) = "swap"})];
    \* The pages that are in the swap cache, each with its slot.
    swapcache = IF \E v \in Vmas, i \in Pages : InitialPte(v, i) = "swap" THEN Pages ELSE {};
@% endif %@
    \* The folio is on the deferred split list.
    deferred = InitiallyDeferred;
    \* The folio lock: nobody, or the CPU that holds it.
    folio_lock = "nobody";
    \* The lock of the reverse map, anon_vma or i_mmap.  Reclaim is its only reader.
    rmap_lock = "nobody";
@% if refs %@
    \* References to each page beyond those of its mappings and of the swap cache.
    refs = [i \in Pages |-> 0];
@% endif %@
@% if pins %@
    \* Those among them that GUP took: folio_maybe_dma_pinned().
    pins = [i \in Pages |-> 0];
@% endif %@
@% if can_split %@
    \* The folio has been split: each page is a small folio of its own.
    split = FALSE;
    \* The page that reclaim works on when the folio is split.
    page = 0;
    \* History: some mm had PTEs of both kinds, mapped and swap, when the folio was split.
    aux_split_torn = FALSE;
    \* History: was the folio split with no reference but that of who split it, and mapped nowhere?
    aux_split_frozen = TRUE;
@% endif %@
@% if mlocked %@
    \* folio_test_mlocked()
    folio_mlocked = FALSE;
@% endif %@
@% if folio == "lazyfree" %@
    \* folio_test_swapbacked(): FALSE since MADV_FREE, until somebody writes to the folio.
    swapbacked = FALSE;
    \* The PTEs whose dirty bit is set, and folio_test_dirty().
    pte_dirty = {};
    folio_dirty = FALSE;
@% if has("store") %@
    \* History: pages to which userspace has stored since MADV_FREE, by the VMA that it used.
    aux_stored = [v \in Vmas |-> {}];
@% endif %@
@% endif %@
    \* The pages for which pageout() has issued I/O, and those that are reclaimed.
    @{ no_pages("written") }@;
    @{ no_pages("reclaimed") }@;
    \* History: was every store to a PTE made under its PTL, and by reclaim with the rmap lock too;
    \* every store to a PMD under its lock; and every unlock by the holder?
    aux_locked = TRUE;
    \* History: was every store of reclaim to a PTE made with the folio lock, and was that dropped
    \* by its holder alone?
    aux_folio_locked = TRUE;
    \* History: pages whose PTE the walk saw as none, with or without the PTL, and left behind.
    @{ no_pages("aux_stepped_over", "=", vmas=True) }@;
    \* History: pages that reclaim has unmapped in this pass; set_pte keeps it.
    @{ no_pages("aux_unmapped", "=", vmas=True) }@;
    \* History: the CPU that put the folio on the deferred split list.
    aux_queued_by = "nobody";
@% if userspace %@
    \* History: pages whose PTE userspace changed for good.
    aux_userspace = [v \in Vmas |-> {}];
@% endif %@
@% if late_rmap %@
    \* History: <<CPU, page>>, the PTE is cleared for good and the map count not yet dropped.
    aux_pending = {};
    \* History: unmapping failed although all that was left were such pages.
    aux_spurious = FALSE;
@% endif %@
@% if has("fault") %@
    \* History: a fault mapped a page back since the pass began; a fault met a folio that was kept.
    aux_faulted = FALSE;
    aux_extra_fault = FALSE;
@% endif %@
@% block own_variables %@@% endblock %@

define {
    Vmas   == 1..VMAS
@% if by_runs %@
@% include "page_runs.tla" %@
@% else %@
    Pages  == 0..(NR_PAGES - 1)
@% endif %@
    Tables == 1..(IF STRADDLE = 0 THEN VMAS ELSE 2 * VMAS)

    \* The page table that holds the PTE of page i in VMA v.
    TableOf(v, i) == IF STRADDLE > 0 /\ i >= STRADDLE THEN VMAS + v ELSE v
    \* First PTEs of the aligned CONT blocks, and the PTEs of one.
@% if by_runs %@
    Blocks   == {n * CONT_PTES : n \in 0..((NR_PAGES \div CONT_PTES) - 1)}
    Block(i) == {i} \union {j \in Pages : i < j /\ j < i + CONT_PTES}
@% else %@
    Blocks   == {i \in Pages : i % CONT_PTES = 0}
    Block(i) == i..(i + CONT_PTES - 1)
@% endif %@

@% if blocks_alike and has("contpte") %@
    \* One of several that nobody can tell apart; none of none.
    OneOf(blocks) == IF blocks = {} THEN {} ELSE {CHOOSE i \in blocks : TRUE}

@% endif %@
@% if pmd %@
    \* The VMAs whose PMD entry maps the folio in the beginning.
    PMD_MAPPED == {@{ pmd_mapped | join(", ") }@}

@% endif %@
@% if mlocked %@
    \* The VMAs with VM_LOCKED.
    MLOCKED == {@{ mlocked | join(", ") }@}

@% endif %@
    \* What each PTE is in the beginning.
    InitialPte(v, i) ==
@% for line in initial_pte %@
        @{ line }@
@% endfor %@
    \* Partly unmapped before it went to swap, so queued by deferred_split_folio().
    InitiallyDeferred ==
@% if folio in ("anon", "lazyfree") %@
        /\ NR_PAGES > 2
        /\ \A v \in Vmas, i \in @{ all_pages }@ : InitialPte(v, i) # "swap"
@% if pmd %@
        /\ PMD_MAPPED = {}
@% endif %@
        /\ \E v \in Vmas, i \in @{ all_pages }@ : InitialPte(v, i) = "present"
        /\ \E i \in @{ all_pages }@ : \A v \in Vmas : InitialPte(v, i) # "present"
@% else %@
        FALSE
@% endif %@

    \* The folio that reclaim works on: the large one or, after a split, one page of it.
@% if can_split %@
    Large == NR_PAGES > 1 /\ ~split
    First == IF split THEN page ELSE 0
    Last  == IF split THEN page ELSE NR_PAGES - 1
@% else %@
    Large == NR_PAGES > 1
    First == 0
    Last  == NR_PAGES - 1
@% endif %@
    \* folio_mapped()
    FolioMapped == @{ '\\/ entire_mapcount > 0 \\/' if pmd else '' }@ \E i \in @{ folio_pages }@ : mapcount[i] > 0
@% if refs %@
    \* folio_ref_count() is more than mappings and swap cache account for.
    ExtraRefs == \E i \in First..Last : refs[i] > 0
@% endif %@
@% if pins %@
    \* folio_maybe_dma_pinned()
    Pinned == \E i \in First..Last : pins[i] > 0
@% endif %@
@% if writers %@

    \* What a writer works on: its VMA, its PTEs, and how often.
    VmaOf(cpu)   == @{ cases("vma") }@
    FirstOf(cpu) == @{ cases("first") }@
    LastOf(cpu)  == @{ cases("last") }@
    TimesOf(cpu) == @{ cases("times") }@
@% endif %@
@% if runs or at_once or batched %@
    \* The last PTE that is in the same page table as PTE i, and not beyond `last`.
    InTable(i, last) == IF i < STRADDLE /\ STRADDLE <= last THEN STRADDLE - 1 ELSE last
@% endif %@
@% if has("mremap") %@
    \* Where mremap() moves the PTEs of a VMA to.
    MovedTo(v) == IF v < VMAS THEN v + 1 ELSE v - 1
@% endif %@
}

macro spin_lock(cpu, table) {
    await ptl[table] = "nobody";
    ptl[table] := cpu;
}

macro spin_unlock(cpu, table) {
    aux_locked := aux_locked /\ ptl[table] = cpu;
    ptl[table] := "nobody";
}

\* A store to a PTE that others can reach is made here, so that LockDiscipline sees it@{ '; fault_set,' if has("fault") and map_all else '.' }@
@% if has("fault") and map_all %@
\* which may store to all, looks at the lock itself.
@% endif %@
macro set_pte(cpu, v, i, value) {
@% if by_runs %@
    aux_locked := aux_locked /\ ptl[TableOf(v, i)] = cpu;
@% else %@
    aux_locked := aux_locked /\ ptl[TableOf(v, i)] = cpu /\ (cpu = "reclaim" => rmap_lock = cpu);
    aux_folio_locked := aux_folio_locked /\ (cpu = "reclaim" => folio_lock = cpu);
    \* A migration entry is no unmapping: the split that stores it maps the page again.
    if (cpu = "reclaim" /\ value # "migration")
        aux_unmapped[v] := IF value = "present" THEN aux_unmapped[v] \ {i} ELSE aux_unmapped[v] \union {i};
@% endif %@
    @{ set_page("pte[v]", "i", "value") }@;
}

macro folio_unlock(cpu) {
    aux_folio_locked := aux_folio_locked /\ folio_lock = cpu;
    folio_lock := "nobody";
}

macro rmap_unlock(cpu) {
    aux_locked := aux_locked /\ rmap_lock = cpu;
    rmap_lock := "nobody";
}
@% if pmd %@

\* A store to a PMD entry, and dropping its lock.
macro set_pmd(cpu, v, value) {
    aux_locked := aux_locked /\ pmd_lock[v] = cpu;
    pmd[v] := value;
}

macro pmd_unlock(cpu, v) {
    aux_locked := aux_locked /\ pmd_lock[v] = cpu;
    pmd_lock[v] := "nobody";
}
@% endif %@

@% if runs %@
\* The same for all PTEs first..last of one page table at once.
macro set_ptes(cpu, v, first, last, value) {
    aux_locked := aux_locked /\ ptl[TableOf(v, first)] = cpu;
@% if by_runs %@
    pte_runs[v] := Put(pte_runs[v], first, last, value);
@% else %@
    pte[v] := [i \in Pages |-> IF i < first \/ i > last THEN pte[v][i] ELSE value];
@% endif %@
}

@% endif %@
@% if pmd and has("zap") %@
\* folio_remove_rmap_pmd(): likewise, where there are PTEs that map a part of it.
macro folio_remove_rmap_pmd(cpu) {
    entire_mapcount := entire_mapcount - 1;
@% if folio in ("anon", "lazyfree") %@
    if (Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {} /\ entire_mapcount = 0
            /\ \E i \in First..Last : mapcount[i] = 0 /\ \E j \in First..Last : mapcount[j] > 0) {
        deferred := TRUE;
        aux_queued_by := cpu;
    };
@% endif %@
}

@% endif %@
@% if not by_runs %@
\* folio_remove_rmap_pte(): the map count, and whether the folio is partly mapped from now on.
\* deferred_split_folio() returns at once for a folio of two pages or in the swap cache.
\* The map counts are those after the drop; FolioMapped would say those before it.
macro folio_remove_rmap(cpu, i) {
    mapcount[i] := mapcount[i] - 1;
@% if folio in ("anon", "lazyfree") %@
    if (Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {}
            /\ mapcount[i] = 0@{ ' /\\ entire_mapcount = 0' if pmd else '' }@@{ '' if kernel == 'v6.8' else ' /\\ \\E j \\in First..Last : mapcount[j] > 0' }@) {
        deferred := TRUE;
        aux_queued_by := cpu;
    };
@% endif %@
}

@% endif %@
@% if batched %@
\* folio_remove_rmap_ptes(): the same for the pages of a batch, at once for the folio's map count.
macro folio_remove_rmap_ptes(cpu, first, last) {
    mapcount := [i \in Pages |-> IF first <= i /\ i <= last THEN mapcount[i] - 1 ELSE mapcount[i]];
@% if folio == "lazyfree" %@
    if (Large /\ NR_PAGES > 2 /\ ~deferred /\ swapcache = {}
            /\ (\E i \in first..last : mapcount[i] = 0)@{ ' /\\ entire_mapcount = 0' if pmd else '' }@
            /\ \E j \in First..Last : mapcount[j] > 0) {
        deferred := TRUE;
        aux_queued_by := cpu;
    };
@% endif %@
}

@% endif %@
@% if folio == "hugetlb" %@
@% include "unmap_poisoned_folio.tla" %@
@% else %@
@% include "shrink_folio_list.tla" %@
@% endif %@
@% for writer in writers %@

@% include writer.template %@
@% endfor %@

} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

-----------------------------------------------------------------------------
@% include "properties.tla" %@
@% include "memory.tla" %@
@% for name in own_properties %@

\* @{ sentence(name) }@
@% include "properties/" ~ name ~ ".tla" %@
@% endfor %@
@% block own_definitions %@@% endblock %@
@% include "liveness.tla" %@

-----------------------------------------------------------------------------
\* CONDITION: states after the return of try_to_unmap() that the scenario asks
\* for, like `exists' in a litmus test, except that other CPUs may still be
\* running.
@% if shown_condition %@
\* @{ property }@In@{ condition }@ is checked alone, so that its counterexample
\* ends there.
@% endif %@

@% include "conditions/" ~ condition ~ ".tla" %@
@% if shown_condition %@

@{ property }@In@{ condition }@ == @{ condition }@ => @{ property }@
@% endif %@
=============================================================================
