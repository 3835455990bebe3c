    (***********************************************************************
     try_to_unmap_one(), mm/rmap.c, for one VMA.

@% if folio == "anon" %@
     Each PTE that maps the folio is cleared and then becomes a swap entry, one
     PTE at a time, under the PTL.  Whether the walk holds the PTL from PTE0 on
     is what TTU_SYNC decides.@{ '  What makes it return false restores the PTE at hand and' if aborts else '' }@
@% if aborts %@
     leaves the earlier ones as they are.
@% endif %@
@% elif folio == "lazyfree" %@
     Each PTE that maps the folio is cleared for good, unless the folio has been
     written to or somebody has a reference: then the PTE is restored and
     try_to_unmap_one() returns false.
@% elif folio == "file" %@
     Each PTE that maps the folio is cleared for good.
@% endif %@
@% if batched %@
     From the first PTE that the walk returns on, all that follow and map the
     folio are one batch, up to the end of the page table: all are cleared, the
     counts are looked at once, and all map counts drop, or all are restored.
@% elif folio == "hugetlb" %@
     The one entry that maps the hugetlb folio is cleared and becomes a hwpoison
     entry: one load, one store, one map count for the folio as a whole.
@% endif %@

     Left out: uffd markers, arch_unmap_one(), VM_DROPPABLE, HWPoison pages and
     pte_unused() of other folios than hugetlb, the return when swapbacked and
     swapcache differ, which cannot happen here, and the unfolding of a CONT
     block by the first clear, which this CPU does under its own PTL@{ '; batches that end where the write bit or soft-dirty differs' if batched else '' }@.
     ***********************************************************************)

    \* try_to_unmap_one(): if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC
    \* Nothing shared is touched yet.
try_to_unmap_one:
    addr := First;
    ret := TRUE;
@% if mlocked and kernel == "latest" %@
    ptes := 0;
@% endif %@
@% if batched %@
    nr := 0;
@% endif %@
@% if pmd and split_before_walk %@

    \* try_to_unmap_one(): split_huge_pmd_address(), before the walk, with TTU_SPLIT_HUGE_PMD
    \* The PMD lock is taken whatever the PMD is, and dropped before the walk looks at the first PTE.
ttu_split_lock:
    await pmd_lock[vma] = "nobody";
    if (pmd[vma] # "huge") goto walk_pmd
    else pmd_lock[vma] := "reclaim";

@% with p = "ttu", cpu = '"reclaim"', v = "vma", after = "walk_pmd" %@
@% include "split_huge_pmd.tla" %@
@% endwith %@
@% elif pmd %@
    goto walk_pmd;
@% elif folio != "hugetlb" %@
    if ("TTU_SYNC" \in flags) goto map_pte_sync;
@% endif %@

@% include "page_vma_mapped_walk.tla" %@

    (***********************************************************************
     The body of the loop: the walk has returned a PTE, and the PTL is held.
     ***********************************************************************)
@% if pmd and not split_before_walk %@

    \* try_to_unmap_one(): the walk returned the PMD, with the PMD lock held
@% if folio == "lazyfree" %@
    \* A lazyfree folio is split like any other: unmap_huge_pmd_locked(), which dropped it as a
    \* whole, is called by 7.2, and by neither 6.12.117 nor 7.3.4.
@% endif %@
@% if mlocked %@
    \* In an mlocked VMA that ends the walk@{ ', and the folio is mlocked' if kernel == 'latest' else '' }@.
ttu_pmd:
    if (vma \in MLOCKED /\ "TTU_IGNORE_MLOCK" \notin flags) {
        pmd_unlock("reclaim", vma);
        ret := FALSE;@{ '\n        folio_mlocked := TRUE;' if kernel == 'latest' else '' }@
        goto ttu_return;
    };
@% else %@
ttu_pmd:
    skip;
@% endif %@

@% with p = "ttu", cpu = '"reclaim"', v = "vma", after = "walk_pmd" %@
@% include "split_huge_pmd.tla" %@
@% endwith %@
@% endif %@
@% if mlocked %@

    \* try_to_unmap_one(): vma->vm_flags & VM_LOCKED
@% if kernel == "latest" %@
    \* The walk goes on without unmapping; a folio whose PTEs are all in one page table is mlocked.
ttu_mlock:
    if (vma \notin MLOCKED \/ "TTU_IGNORE_MLOCK" \in flags) goto ttu_clear
    else {
        ptes := ptes + 1;
        ret := FALSE;
        if (ptes = (Last - First) + 1 /\ ~(First < STRADDLE /\ STRADDLE <= Last)) folio_mlocked := TRUE;
        if (Large) goto next_pte else goto not_found;
    };
@% else %@
    \* try_to_unmap_one() returns false at the first PTE; a small folio is mlocked.
ttu_mlock:
    if (vma \in MLOCKED /\ "TTU_IGNORE_MLOCK" \notin flags) {
        ret := FALSE;
        if (~Large) folio_mlocked := TRUE;
        goto not_found;
    };
@% endif %@
@% endif %@
@% if policy == "batch" %@

    \* folio_unmap_pte_batch(): does the whole folio follow, from its first PTE on?
    \* The policy: then all of it is unmapped at once, else PTE by PTE.
ttu_clear:
    if (~(addr = First /\ STRADDLE = 0 /\ \A i \in First..Last : pte[vma][i] = "present"))
        goto ttu_clear_one;

    \* try_to_unmap_one(): get_and_clear_ptes(nr)
ttu_batch_clear:
    set_pte("reclaim", vma, addr, "none");
    if (addr < Last) {
        addr := addr + 1;
        goto ttu_batch_clear;
    }
    else addr := First;

    \* try_to_unmap_one(): swap_duplicate() of all slots@{ ', which may fail' if 'swap_count' in shortages else '' }@
@% if "swap_count" in shortages %@
ttu_batch_dup:
    either {
        swap_count := [i \in Pages |-> swap_count[i] + (IF i \in First..Last THEN 1 ELSE 0)];
    } or {
        ret := FALSE;
        goto ttu_batch_set;
    };
@% else %@
ttu_batch_dup:
    swap_count := [i \in Pages |-> swap_count[i] + (IF i \in First..Last THEN 1 ELSE 0)];
@% endif %@
@% if pins %@

    \* folio_try_share_anon_rmap_ptes(): folio_maybe_dma_pinned()
ttu_batch_share:
    if (Pinned) {
        swap_count := [i \in Pages |-> swap_count[i] - (IF i \in First..Last THEN 1 ELSE 0)];
        ret := FALSE;
    };
@% endif %@

    \* try_to_unmap_one(): set_ptes_to_swap_entries(), or set_ptes() if it gives up
ttu_batch_set:
    set_pte("reclaim", vma, addr, IF ret THEN "swap" ELSE "present");
    if (addr < Last) {
        addr := addr + 1;
        goto ttu_batch_set;
    }
    else if (~ret) goto not_found
    else addr := First;

    \* folio_remove_rmap_ptes(): one page after the other
ttu_batch_rmap:
    folio_remove_rmap("reclaim", addr);
    if (addr < Last) {
        addr := addr + 1;
        goto ttu_batch_rmap;
    }
    else goto not_found;
@% endif %@

@% if at_once %@
    \* try_to_unmap_one(): ptep_get_and_clear() to folio_remove_rmap_pte(), for the rest of the table
    \* Under the PTL nobody else looks at a PTE: each that maps the folio becomes a swap entry,
    \* and what is none is stepped over.  The folio is in the swap cache, so it is not queued.
ttu_clear:
    with (first = addr; last = InTable(addr, Last)) {
        aux_locked :=
            aux_locked /\ ptl[TableOf(vma, addr)] = "reclaim" /\ rmap_lock = "reclaim";
        aux_folio_locked := aux_folio_locked /\ folio_lock = "reclaim";
@% if by_runs %@
        \* A run may begin at PTE first, and one after PTE last.
        swap_count_runs := Runs([i \in Pages \union {first} |->
            swap_count[i] + (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)]);
        mapcount_runs := Runs([i \in Pages \union {first} |->
            mapcount[i] - (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)]);
        aux_unmapped_runs[vma] := Runs([i \in Pages \union {first} |->
            At(aux_unmapped_runs[vma], i)
                \/ (first <= i /\ i <= last /\ pte[vma][i] = "present")]);
        aux_stepped_over_runs[vma] := Runs([i \in Pages \union {first} |->
            At(aux_stepped_over_runs[vma], i)
                \/ (first <= i /\ i <= last /\ pte[vma][i] = "none")]);
        pte_runs[vma] := Runs([i \in Pages \union {first} |->
            IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN "swap" ELSE pte[vma][i]]);
@% else %@
        swap_count := [i \in Pages |->
            swap_count[i] + (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)];
        mapcount := [i \in Pages |->
            mapcount[i] - (IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN 1 ELSE 0)];
        aux_unmapped[vma] := aux_unmapped[vma] \union {i \in first..last : pte[vma][i] = "present"};
        aux_stepped_over[vma] :=
            aux_stepped_over[vma] \union {i \in first..last : pte[vma][i] = "none"};
        pte[vma] := [i \in Pages |->
            IF first <= i /\ i <= last /\ pte[vma][i] = "present" THEN "swap" ELSE pte[vma][i]];
@% endif %@
        addr := last;
    };
    goto next_pte;
@% else %@
@% if batched %@
    \* try_to_unmap_one(): folio_unmap_pte_batch(), get_and_clear_ptes(nr_pages)
    \* One PTE of the batch is none from here on.  What is swapbacked is no batch.
@% else %@
    \* try_to_unmap_one(): ptep_get_and_clear() or ptep_clear_flush()
    \* The PTE is none @{ 'until it becomes a swap entry' if folio == 'anon' else 'from here on' }@.
@% endif %@
@{ 'ttu_clear_one' if policy == 'batch' else 'ttu_clear' }@:
    set_pte("reclaim", vma, @{ pte_at_hand }@, "none");
@% if folio == "lazyfree" %@
    if (@{ pte_at_hand }@ \in pte_dirty) {
        folio_dirty := TRUE;
        pte_dirty := pte_dirty \ {@{ pte_at_hand }@};
    };
@% endif %@
@% if batched %@
    nr := nr + 1;
    if (addr + nr <= InTable(addr, Last) /\ pte[vma][addr + nr] = "present"@{ ' /\\ ~swapbacked' if folio == 'lazyfree' else '' }@)
        goto ttu_clear;
    else if ("TTU_BATCH_FLUSH" \in flags) goto @{ after_flush }@;
@% else %@
    if ("TTU_BATCH_FLUSH" \in flags) goto @{ after_flush }@;
@% endif %@

    \* try_to_unmap_one(): the TLB flush of ptep_clear_flush()
    \* Not here with TTU_BATCH_FLUSH, which leaves it to try_to_unmap_flush(); the kernel
    \* also asks arch_tlbbatch_should_defer(), see should_defer_flush().
ttu_flush:
    skip;
@% if folio == "lazyfree" %@

    \* try_to_unmap_one(): folio_ref_count() and folio_mapcount(), then folio_test_dirty()
    \* Dropped only if clean and nobody else has a reference.
ttu_lazyfree:
    if (swapbacked) goto ttu_dup
@% if refs %@
    else if (folio_dirty) {
        swapbacked := TRUE;
        goto ttu_restore;
    }
@% if kernel == "latest" %@
    else if (ExtraRefs) goto ttu_restore
@% else %@
    else if (ExtraRefs) {
        swapbacked := TRUE;
        goto ttu_restore;
    }
@% endif %@
@% else %@
    else if (folio_dirty) {
        swapbacked := TRUE;
        goto ttu_restore;
    }
@% endif %@
    else goto ttu_rmap;
@% endif %@
@% if folio in ("anon", "lazyfree") %@

    \* try_to_unmap_one(): swap_duplicate(), folio_dup_swap() in newer kernels
@% if "swap_count" in shortages %@
    \* May fail for want of memory: then this PTE is restored, and the walk ends.
ttu_dup:
    either swap_count[addr] := swap_count[addr] + 1;
    or goto ttu_restore;
@% else %@
    \* One more PTE is going to have the swap entry of this page.
ttu_dup:
    swap_count[addr] := swap_count[addr] + 1;
@% endif %@
@% if pins %@

    \* folio_try_share_anon_rmap_pte(): smp_mb(), folio_maybe_dma_pinned()
    \* An exclusive page that GUP has pinned stays: the swap count is undone, the PTE restored.
ttu_share:
    if (Pinned) {
        swap_count[addr] := swap_count[addr] - 1;
        goto ttu_restore;
    };
@% endif %@

    \* try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)
    \* The PTE becomes the swap entry of its page.
ttu_set_swap:
    set_pte("reclaim", vma, addr, "swap");
@% endif %@
@% if folio == "hugetlb" %@

    \* try_to_unmap_one(): set_huge_pte_at() of a hwpoison entry
ttu_set_hwpoison:
    set_pte("reclaim", vma, addr, "hwpoison");
@% endif %@

@% if folio == "hugetlb" %@
    \* try_to_unmap_one(): hugetlb_remove_rmap()
@% else %@
    \* try_to_unmap_one(): folio_remove_rmap_pte()
@% endif %@
    \* The map count drops after the PTE has changed.
ttu_rmap:
@% if batched %@
    \* Of the PTEs that the walk looks at next, those of the batch are none.
    folio_remove_rmap_ptes("reclaim", addr, addr + nr - 1);
    addr := addr + nr - 1;
    nr := 0;
@% else %@
    folio_remove_rmap("reclaim", addr);
@% endif %@
    goto next_pte;
@% endif %@
@% if aborts %@

    \* try_to_unmap_one(): @{ 'set_ptes() of the old PTEs' if batched else 'set_pte_at() of the old PTE' }@, page_vma_mapped_walk_done(), return false
    \* What was unmapped before stays unmapped.
ttu_restore:
    set_pte("reclaim", vma, addr, "present");
    ret := FALSE;
@% if batched %@
    nr := nr - 1;
    if (nr > 0) {
        addr := addr + 1;
        goto ttu_restore;
    }
    else
@% endif %@
    goto not_found;
@% endif %@

    \* try_to_unmap_one(): mmu_notifier_invalidate_range_end(), return
    \* This VMA is done.
ttu_return:
    skip;
