
    \* shrink_folio_list(): folio_test_swapcache(), folio_test_swapbacked()
    \* A folio that is in the swap cache already, or not swapbacked, skips the checks that follow.
shrink_swapcache:
    if (First \in swapcache \/ ~swapbacked) goto shrink_mapped;
@% if pins %@

    \* shrink_folio_list(): folio_maybe_dma_pinned()
shrink_pinned:
    if (Pinned) goto @{ "shrink_next_page" if can_split else "shrink_unlock" }@;
@% endif %@
@% if refs %@

    \* shrink_folio_list(): folio_ref_count() against what the mappings account for
shrink_refs:
    if (Large /\ ExtraRefs) goto shrink_unlock;
@% endif %@
@% if can_split %@

    \* shrink_folio_list(): list_empty(&folio->_deferred_list)
    \* A large folio that is known to be partly mapped is split before it goes to swap; on v6.8 any
    \* without a PMD mapping, folio_entire_mapcount(); and any for which folio_alloc_swap() finds no
    \* contiguous slots, so that its pages go to swap one by one.
shrink_must_split:
    if (~(@{ must_split }@)) goto shrink_add_to_swap;

@% filter written_for("shrink", cpu='"reclaim"', refs="0", done="shrink_split_done") %@
@% include "split_folio.tla" %@@% endfilter %@

    \* shrink_folio_list(): split_folio_to_list() has returned
    \* The pass goes on with the first page, as a small folio, or gives up.
shrink_split_done:
    if (~split) goto shrink_unlock;
@% endif %@

    \* shrink_folio_list(): add_to_swap(), folio_alloc_swap() in newer kernels
    \* The slots are reserved and the folio enters the swap cache.  No I/O here: what an earlier
    \* pass has written stands in slots that were freed since.
shrink_add_to_swap:
    add_to_swap_cache();
    forget_written();
@% if marks_dirty %@@% include "mark_dirty.tla" %@@% endif %@
