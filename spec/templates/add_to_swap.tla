
    \* shrink_folio_list(): folio_test_swapcache(), folio_test_swapbacked()
    \* A folio that is in the swap cache already, or not swapbacked, skips the checks that follow.
shrink_swapcache:
@% if split_at_once %@@% include "merged/rest_of_pages.tla" %@@% endif %@
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
    \* A large folio on the deferred split list is split before it goes to swap.  v6.8 splits every
    \* large folio without a PMD mapping, see folio_entire_mapcount().  Every kernel splits one for
    \* which there are no contiguous slots, so that its pages go to swap one by one.
shrink_must_split:
    if (~(@{ must_split }@)) goto shrink_add_to_swap;

@% filter as_part_of("shrink", cpu='"reclaim"', refs="0", done="shrink_split_done") %@
@% include "split_folio.tla" %@@% endfilter %@

    \* shrink_folio_list(): split_folio_to_list() has returned
    \* The pass continues with the first page, now a small folio, or gives up.
shrink_split_done:
    if (~split) goto shrink_unlock@{ " else goto shrink_swapcache" if split_at_once }@;
@% endif %@

    \* shrink_folio_list(): add_to_swap(), folio_alloc_swap() in newer kernels
    \* The slots are reserved and the folio enters the swap cache.  There is no I/O yet: what an
    \* earlier pass wrote is in slots that have been freed since.
shrink_add_to_swap:
    add_to_swap_cache();
    forget_written();
@% if marks_dirty %@@% include "mark_dirty.tla" %@@% endif %@
