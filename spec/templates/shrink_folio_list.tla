(***************************************************************************
 shrink_folio_list(), mm/vmscan.c: one pass over the folio, or several.

@% if folio == "anon" %@
 Reclaim locks the folio, reserves its swap slots and puts it into the swap
 cache, and only then unmaps it.  I/O is issued after the folio has been
 unmapped completely.  What is still mapped goes back to the active list, and
 keeps its place in the swap cache.
@% elif folio == "lazyfree" %@
 Since MADV_FREE the folio is not swapbacked: it is unmapped without a swap
 entry and dropped without I/O, unless it has been written to meanwhile.
@% else %@
 The folio is clean and file-backed: it is unmapped without a swap entry, its
 PTEs stay none, and it is dropped without I/O.
@% endif %@

 Left out: isolation from the LRU, references and age, writeback by others,
 demotion, and what becomes of the folio on the LRU lists.  I/O is synchronous.
@% if can_split %@
 After a split the pages are reclaimed in this order under one folio lock.
@% endif %@
 ***************************************************************************)
\* reclaim: the CPU that runs shrink_folio_list()
@{ fair }@ process (reclaim = "reclaim")
variables
    pass = 1;           \* passes begun
    flags = {};         \* enum ttu_flags flags
    vma = 0;            \* pvmw.vma; 0 before try_to_unmap()
    addr = 0;           \* pvmw.address, as a page of the folio
    pvmw_ptl = 0;       \* pvmw.ptl: the page table whose PTL the walk holds, 0 for NULL
    ret = TRUE;         \* what try_to_unmap_one() is going to return
    unmap_fail = FALSE; \* counted in stat->nr_unmap_fail
@% if can_split and folio != "file" %@
    shrink_v = 1;       \* the VMA and the PTE at hand in split_folio()
    shrink_i = 0;
@% endif %@
    aux_ptl_from = 0;   \* history: the page at whose PTE the walk took the PTL
@% if mlocked and kernel == "latest" %@
    ptes = 0;           \* PTEs of the folio that were seen in this VMA with VM_LOCKED
@% endif %@
@% if batched %@
    nr = 0;             \* nr_pages of try_to_unmap_one(): PTEs of the batch that are cleared
@% endif %@
{
    \* shrink_folio_list(): folio_trylock()
    \* A folio that somebody else has locked is left alone.
shrink_trylock:
    @{ no_pages("aux_stepped_over", ":=", vmas=True) }@;
    @{ no_pages("aux_unmapped", ":=", vmas=True) }@;
    unmap_fail := FALSE;
    vma := 0;
@% if has("fault") %@
    aux_faulted := FALSE;
@% endif %@
    if (folio_lock # "nobody") goto shrink_next
    else folio_lock := "reclaim";
@% if folio != "file" %@

    \* shrink_folio_list(): folio_test_swapcache()@{ ' and folio_test_swapbacked()' if folio == 'lazyfree' else '' }@
    \* A folio that is in the swap cache already skips the checks that follow.
shrink_swapcache:
    if (First \in swapcache@{ ' \\/ ~swapbacked' if folio == 'lazyfree' else '' }@) goto shrink_mapped;
@% if pins %@

    \* shrink_folio_list(): folio_maybe_dma_pinned()
shrink_pinned:
    if (Pinned) goto @{ 'shrink_next_page' if can_split else 'shrink_unlock' }@;
@% endif %@
@% if refs %@

    \* shrink_folio_list(): folio_ref_count() against what the mappings account for
shrink_refs:
    if (Large /\ ExtraRefs) goto shrink_unlock;
@% endif %@
@% if can_split %@

@% if "swap_slots" in shortages %@
    \* shrink_folio_list(): folio_alloc_swap() finds no contiguous slots
    \* So the folio is split, and its pages go to swap one by one.
@% elif kernel == "v6.8" %@
    \* shrink_folio_list(): folio_entire_mapcount()
    \* A large folio without a PMD mapping is split before it goes to swap.
@% else %@
    \* shrink_folio_list(): list_empty(&folio->_deferred_list)
    \* A large folio that is known to be partly mapped is split before it goes to swap.
@% endif %@
shrink_must_split:
    if (~(Large@{ must_split }@)) goto shrink_add_to_swap;

@% with p = "shrink", cpu = '"reclaim"', own_refs = 0, done = "shrink_split_done" %@
@% include "split_folio.tla" %@
@% endwith %@

    \* shrink_folio_list(): split_folio_to_list() has returned
    \* The pass goes on with the first page, as a small folio, or gives up.
shrink_split_done:
    if (~split) goto shrink_unlock;
@% endif %@

    \* shrink_folio_list(): add_to_swap(), folio_alloc_swap() in newer kernels
    \* The slots are reserved and the folio enters the swap cache.  No I/O here: what an earlier
    \* pass has written stands in slots that were freed since.
shrink_add_to_swap:
    @{ add("swapcache", "First..Last") }@;
    @{ remove("written", "First..Last") }@;
@% endif %@

    \* shrink_folio_list(): folio_mapped()
    \* What nobody maps needs no try_to_unmap().
shrink_mapped:
    if (~FolioMapped) goto shrink_unmapped;

@% if policy == "ttu-sync-unless-deferred" %@
    \* shrink_folio_list(): flags |= TTU_SYNC, if list_empty(&folio->_deferred_list)
@% elif policy == "ttu-sync" %@
    \* shrink_folio_list(): flags |= TTU_SYNC, for a large folio
@% else %@
    \* shrink_folio_list(): enum ttu_flags flags
@% endif %@
shrink_flags:
    flags := TTU_FLAGS@{ sync_rule }@;

@% include "try_to_unmap.tla" %@

    \* shrink_folio_list(): folio_mapped(), after try_to_unmap()
    \* One PTE that is left anywhere is enough to fail.
shrink_check:
    if (FolioMapped) unmap_fail := TRUE;
@% if late_rmap %@
    aux_spurious := FolioMapped /\ \A i \in First..Last :
        mapcount[i] = Cardinality({p \in aux_pending : p[2] = i})@{ ' /\\ entire_mapcount = Cardinality({p \\in aux_pending : p[2] = NR_PAGES})' if pmd else '' }@;
@% endif %@
    if (~unmap_fail) goto shrink_unmapped;

    \* shrink_folio_list(): activate_locked, where folio_free_swap() may give back the slots
    \* It does so only if swap is full or the folio mlocked, and refuses while a PTE has an entry.
shrink_activate:
@% if "swap_space" in shortages or mlocked %@
    if (@{ '' if 'swap_space' in shortages else 'folio_mlocked /\\ ' }@\A i \in @{ folio_pages }@ : swap_count[i] = 0)
        @{ remove("swapcache", "First..Last") }@;
@% endif %@
    goto @{ 'shrink_next_page' if can_split else 'shrink_unlock' }@;

@% if pins %@
    \* shrink_folio_list(): folio_maybe_dma_pinned(), now that it is not mapped any more
shrink_unmapped:
    if (Pinned) goto shrink_activate;

@% endif %@
@% if folio != "file" %@
    \* shrink_folio_list(): pageout()
    \* The I/O, after the folio has been unmapped.
@{ 'shrink_pageout' if pins else 'shrink_unmapped' }@:
    @{ 'if (swapbacked) ' if folio == 'lazyfree' else '' }@@{ add("written", "First..Last") }@;

@% endif %@
    \* shrink_folio_list(): __remove_mapping()
    \* The folio leaves the swap cache and is freed, unless somebody still has a reference to it.
@{ 'shrink_unmapped' if folio == 'file' and not pins else 'shrink_remove' }@:
    @{ 'if (~ExtraRefs) ' if refs else '' }@{
        @{ remove("swapcache", "First..Last") }@;
        @{ add("reclaimed", "First..Last") }@;
        deferred := FALSE;
    };

@% if can_split %@
    \* shrink_folio_list(): the next folio of the list
    \* After a split, that is the next page.
shrink_next_page:
    if (split /\ \E i \in Pages \ reclaimed : i > page) {
        page := CHOOSE i \in Pages \ reclaimed :
            i > page /\ \A j \in Pages \ reclaimed : j > page => i <= j;
        unmap_fail := FALSE;
        vma := 0;
        goto shrink_swapcache;
    };

@% endif %@
    \* shrink_folio_list(): folio_unlock()
shrink_unlock:
    folio_unlock("reclaim");

    \* shrink_folio_list(): a later pass finds the folio again
shrink_next:
    if (reclaimed # Pages /\ (PASSES = 0 \/ pass < PASSES)) {
        if (PASSES # 0) pass := pass + 1;
@% if can_split %@
        if (split) page := CHOOSE i \in Pages \ reclaimed : \A j \in Pages \ reclaimed : i <= j;
@% endif %@
        goto shrink_trylock;
    };
}
