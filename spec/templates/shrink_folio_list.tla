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
@{ fair }@ process (reclaim = "reclaim")
variables
    pass = 1;           \* passes begun
    flags = {};         \* enum ttu_flags flags
    vma = 0;            \* pvmw.vma; 0 before try_to_unmap()
    addr = 0;           \* pvmw.address, as a page of the folio
    pvmw_ptl = 0;       \* pvmw.ptl: the page table whose PTL the walk holds, 0 for NULL
    ret = TRUE;         \* what try_to_unmap_one() is going to return
    unmap_fail = FALSE; \* counted in stat->nr_unmap_fail
    aux_ptl_from = 0;   \* history: the page at whose PTE the walk took the PTL
@% for part in own_to_reclaim %@@% include "state/" ~ part ~ ".tla" %@@% endfor %@
{
    \* shrink_folio_list(): folio_trylock()
    \* A folio that another CPU has locked is left alone.
shrink_trylock:
    begin_pass();
    unmap_fail := FALSE;
    vma := 0;
@% if has("fault") %@
    aux_faulted := FALSE;
@% endif %@
    if (folio_lock # "nobody"@{ or_freed }@) goto shrink_next
    else folio_lock := "reclaim";
@% if folio != "file" %@@% include "add_to_swap.tla" %@@% endif %@

    \* shrink_folio_list(): folio_mapped()
    \* A folio that is not mapped needs no try_to_unmap().
shrink_mapped:
    if (~FolioMapped) goto @{ once_unmapped }@;

    \* shrink_folio_list(): enum ttu_flags flags
    \* A policy may add TTU_SYNC for a large folio, or only for one that is not on the deferred
    \* split list.
shrink_flags:
    flags := TTU_FLAGS@{ sync_rule }@;

@% include "try_to_unmap.tla" %@

    \* shrink_folio_list(): folio_mapped(), after try_to_unmap()
    \* A single PTE that still maps the folio makes the pass fail.
shrink_check:
    if (FolioMapped) unmap_fail := TRUE;
@% if late_rmap %@@% include "note_spurious.tla" %@@% endif %@
    if (~unmap_fail) goto @{ once_unmapped }@;

    \* shrink_folio_list(): activate_locked, where folio_free_swap() may free the slots
    \* That happens only if swap is full or the folio mlocked, and no PTE holds a swap entry.
shrink_activate:
    if ((SwapIsFull \/ folio_mlocked) /\ \A i \in FolioPages : swap_count[i] = 0)
        leave_swap_cache();
    goto @{ "shrink_next_page" if can_split else "shrink_unlock" }@;
@% if pins %@

    \* shrink_folio_list(): folio_maybe_dma_pinned(), now that it is not mapped any more
shrink_unmapped:
    if (Pinned) goto shrink_activate;
@% endif %@
@% if tlb %@@% include "shrink_flush.tla" %@@% endif %@
@% if folio != "file" %@

    \* shrink_folio_list(): pageout()
    \* The I/O comes after the folio has been unmapped.  A lazyfree folio needs none.
@% if refs %@
    \* Nothing is written if somebody else has a reference: PAGE_KEEP, and the slots stay reserved.
@% endif %@
shrink_pageout:
    @{ page_keep }@if (@{ to_be_written }@) write_folio();
@% endif %@

    \* shrink_folio_list(): __remove_mapping()
    \* The folio leaves the swap cache and is freed, unless somebody still has a reference to it.
shrink_remove:
    if (~ExtraRefs) {
        leave_swap_cache();
        free_folio();
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
